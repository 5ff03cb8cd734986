package io.slipway.pages;

import jakarta.servlet.jsp.tagext.SimpleTagSupport;
import java.io.IOException;

/** Writes which loader it comes from. */
public class SharedTag extends SimpleTagSupport {
  @Override
  public void doTag() throws IOException {
    getJspContext().getOut().print(getClass().getClassLoader().getName());
  }
}
