<%@ tag pageEncoding="UTF-8" %>
<%@ attribute name="number" required="true" type="java.lang.Integer" %>
<p>${number}. <jsp:doBody/></p>
