<%@ page contentType="text/html; charset=UTF-8" pageEncoding="UTF-8" %>
<%@ taglib prefix="s" uri="/struts-tags" %>
<!DOCTYPE html>
<title><s:text name="login.title"/></title>
<s:form action="login" method="post">
  <s:textfield name="name" label="Name"/>
  <s:password name="password" label="Password"/>
  <s:submit value="Go"/>
</s:form>
