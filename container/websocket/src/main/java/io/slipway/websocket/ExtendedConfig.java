package io.slipway.websocket;

import jakarta.websocket.Decoder;
import jakarta.websocket.Encoder;
import jakarta.websocket.Extension;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.glassfish.tyrus.core.extension.ExtendedExtension;

/**
 * The configuration of an endpoint without annotations. A webapp can only name an extension
 * (Jakarta WebSocket 2.2, 3.1.2.6), often with the parameters that the client has offered; Tyrus
 * would agree to what it is given and then not do it. So the container's own extension stands for
 * each that has its name, and all of them where the webapp has named none, as for annotated
 * endpoints.
 */
final class ExtendedConfig implements ServerEndpointConfig {
  private final ServerEndpointConfig given;
  private final String path;
  private final List<Extension> extensions;

  ExtendedConfig(ServerEndpointConfig given, Set<Extension> installed) {
    this.given = given;
    this.path = given.getPath();
    List<Extension> named = given.getExtensions();
    this.extensions =
        named.isEmpty()
            ? List.copyOf(installed)
            : named.stream().map(extension -> own(extension, installed)).toList();
  }

  private ExtendedConfig(ServerEndpointConfig given, String path, List<Extension> extensions) {
    this.given = given;
    this.path = path;
    this.extensions = extensions;
  }

  /** The same at another path. */
  ExtendedConfig at(String other) {
    return new ExtendedConfig(given, other, extensions);
  }

  private static Extension own(Extension named, Set<Extension> installed) {
    return named instanceof ExtendedExtension
        ? named
        : installed.stream()
            .filter(extension -> extension.getName().equals(named.getName()))
            .findFirst()
            .orElse(named);
  }

  @Override
  public List<Extension> getExtensions() {
    return extensions;
  }

  @Override
  public Class<?> getEndpointClass() {
    return given.getEndpointClass();
  }

  @Override
  public String getPath() {
    return path;
  }

  @Override
  public List<String> getSubprotocols() {
    return given.getSubprotocols();
  }

  @Override
  public Configurator getConfigurator() {
    return given.getConfigurator();
  }

  @Override
  public List<Class<? extends Encoder>> getEncoders() {
    return given.getEncoders();
  }

  @Override
  public List<Class<? extends Decoder>> getDecoders() {
    return given.getDecoders();
  }

  @Override
  public Map<String, Object> getUserProperties() {
    return given.getUserProperties();
  }
}
