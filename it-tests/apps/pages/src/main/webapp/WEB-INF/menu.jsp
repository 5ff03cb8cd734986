<%@ page contentType="text/html; charset=UTF-8" pageEncoding="UTF-8" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="fmt" uri="jakarta.tags.fmt" %>
<%@ taglib prefix="fn" uri="jakarta.tags.functions" %>
<%@ taglib prefix="t" tagdir="/WEB-INF/tags" %>
<fmt:setLocale value="de_DE"/>
<!DOCTYPE html>
<title>${fn:length(dishes)} dishes</title>
<c:forEach items="${dishes}" var="dish" varStatus="s">
<t:row number="${s.count}"><c:out value="${dish.name}"/>: <fmt:formatNumber value="${dish.price}" minFractionDigits="2"/></t:row>
</c:forEach>
<c:set var="total" value="${dishes.stream().map(d -> d.price).sum()}"/>
<c:choose><c:when test="${total gt 10}">feast ${total}</c:when><c:otherwise>snack</c:otherwise></c:choose>
<c:url value="/menu"><c:param name="q" value="a b"/></c:url>
<%@ include file="/WEB-INF/jspf/foot.jspf" %>
