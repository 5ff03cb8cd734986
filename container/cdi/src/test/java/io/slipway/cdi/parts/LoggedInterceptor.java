package io.slipway.cdi.parts;

import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import jakarta.servlet.ServletRequest;

@Logged
@Interceptor
@Priority(Interceptor.Priority.APPLICATION)
public class LoggedInterceptor {
  @AroundInvoke
  Object around(InvocationContext invocation) throws Exception {
    if (invocation.getParameters().length > 0
        && invocation.getParameters()[0] instanceof ServletRequest request) {
      request.setAttribute("logged", invocation.getMethod().getName());
    }
    Object result = invocation.proceed();
    return result instanceof String s ? "logged(" + s + ")" : result;
  }
}
