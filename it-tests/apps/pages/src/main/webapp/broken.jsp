<%@ page contentType="text/plain" %>
first line
<%
  int one = "two";
%>
