<%@ page contentType="text/html; charset=UTF-8" pageEncoding="UTF-8" %>
<!DOCTYPE html>
<title>Board</title>
<p>User: ${user}</p>
<p>Notes: ${notes}</p>
<p>Root: ${pageContext.request.contextPath}</p>
