<%@ page contentType="text/html;charset=UTF-8" session="false" %><!DOCTYPE html>
<title>${pageContext.request.contextPath}</title>
<ul><% for (int i = 0; i < 100; i++) { %><li>line <%= i %> of a page</li>
<% } %></ul>
<p>end of page</p>
