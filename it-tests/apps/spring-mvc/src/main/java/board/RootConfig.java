package board;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration
public class RootConfig {
  @Bean
  public Notes notes() {
    return new Notes();
  }
}
