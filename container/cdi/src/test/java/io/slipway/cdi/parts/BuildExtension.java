package io.slipway.cdi.parts;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.build.compatible.spi.BuildCompatibleExtension;
import jakarta.enterprise.inject.build.compatible.spi.Parameters;
import jakarta.enterprise.inject.build.compatible.spi.Synthesis;
import jakarta.enterprise.inject.build.compatible.spi.SyntheticBeanCreator;
import jakarta.enterprise.inject.build.compatible.spi.SyntheticComponents;
import jakarta.enterprise.inject.literal.NamedLiteral;

public class BuildExtension implements BuildCompatibleExtension {
  @Synthesis
  public void add(SyntheticComponents components) {
    components
        .addBean(String.class)
        .type(String.class)
        .qualifier(NamedLiteral.of("build"))
        .scope(Dependent.class)
        .createWith(Creator.class);
  }

  public static class Creator implements SyntheticBeanCreator<String> {
    @Override
    public String create(Instance<Object> lookup, Parameters params) {
      return "from a build compatible extension";
    }
  }
}
