<%@ page contentType="text/html; charset=UTF-8" pageEncoding="UTF-8" %>
<%@ taglib prefix="s" uri="/struts-tags" %>
<!DOCTYPE html>
<s:actionerror/><s:fielderror/>
<p><s:property value="note"/> <s:property value="text"/></p>
