<%@ page contentType="text/html; charset=UTF-8" pageEncoding="UTF-8" %>
<%@ taglib prefix="s" uri="/struts-tags" %>
<!DOCTYPE html>
<title>Desk</title>
<p>Desk of <s:property value="#session.user"/></p>
<ul><s:iterator value="papers" var="p"><li><s:property value="#p"/></li></s:iterator></ul>
<p>EL: ${user}</p>
