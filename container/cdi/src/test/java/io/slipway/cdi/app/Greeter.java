package io.slipway.cdi.app;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.servlet.jsp.JspException;
import jakarta.servlet.jsp.tagext.SimpleTagSupport;
import java.io.IOException;

/** A tag handler: made by the page, injected by the container. */
public class Greeter extends SimpleTagSupport {
  @Resource(name = "greeting")
  private String greeting;

  @Inject private Named visitor;

  @Override
  public void doTag() throws JspException, IOException {
    getJspContext().getOut().print(greeting + " " + visitor.getName());
  }

  @PreDestroy
  void released() {
    visitor.leave();
  }
}
