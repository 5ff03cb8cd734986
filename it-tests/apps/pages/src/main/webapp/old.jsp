<%@ taglib prefix="c" uri="http://java.sun.com/jsp/jstl/core" %>
<c:forEach begin="1" end="3" var="i">${i}<c:if test="${i lt 3}">,</c:if></c:forEach>
