package io.slipway.session;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;

/**
 * Reads objects whose classes are a webapp's. The JVM's own filter ({@code jdk.serialFilter}) holds
 * here too.
 */
final class SessionInput extends ObjectInputStream {
  private final ClassLoader loader;

  SessionInput(byte[] bytes, ClassLoader loader) throws IOException {
    super(new ByteArrayInputStream(bytes));
    this.loader = loader;
    // no array has many more elements than there are bytes, however damaged these are; collections
    // ask with their capacity
    long longest = 1024 + 4L * bytes.length;
    ObjectInputFilter sane =
        info ->
            info.arrayLength() > longest
                ? ObjectInputFilter.Status.REJECTED
                : ObjectInputFilter.Status.UNDECIDED;
    setObjectInputFilter(ObjectInputFilter.merge(sane, ObjectInputFilter.Config.getSerialFilter()));
  }

  @Override
  protected Class<?> resolveClass(ObjectStreamClass type)
      throws IOException, ClassNotFoundException {
    try {
      return Class.forName(type.getName(), false, loader);
    } catch (ClassNotFoundException notTheWebapps) {
      // primitive types, and what the webapp was given by the container, such as principals
      return super.resolveClass(type);
    }
  }

  @Override
  protected Class<?> resolveProxyClass(String[] interfaces)
      throws IOException, ClassNotFoundException {
    Class<?>[] types = new Class<?>[interfaces.length];
    ClassLoader definer = loader;
    for (int i = 0; i < types.length; i++) {
      types[i] = Class.forName(interfaces[i], false, loader);
      if (!Modifier.isPublic(types[i].getModifiers())) {
        definer = types[i].getClassLoader();
      }
    }
    try {
      return Proxy.newProxyInstance(definer, types, (proxy, method, arguments) -> null).getClass();
    } catch (IllegalArgumentException impossible) {
      throw new ClassNotFoundException("A proxy class cannot be made", impossible);
    }
  }
}
