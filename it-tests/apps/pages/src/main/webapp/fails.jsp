<%@ page contentType="text/plain" %>
first line
<%
  String none = null;
  none.length();
%>
