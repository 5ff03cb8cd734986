package io.slipway.pages;

import io.slipway.spi.Feature;
import io.slipway.spi.FeatureContext;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.List;

/**
 * JSP 4.0 for every webapp that does not bring an engine itself.
 *
 * <p>At deployment only the listeners of tag libraries are looked for, where there are any; the
 * engine itself is loaded by the first page.
 */
public final class PagesFeature implements Feature {
  @Override
  public boolean appliesTo(FeatureContext webapp) {
    return !OwnEngineFeature.isIn(webapp);
  }

  @Override
  public List<ServletContainerInitializer> initializers(FeatureContext webapp) {
    return List.of(new PagesInitializer(webapp));
  }

  @Override
  public void complete(ServletContext context) throws ServletException {
    if (PageConfig.options(context).precompile()) {
      Precompiler.run(context);
    }
  }
}
