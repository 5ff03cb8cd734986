package io.slipway.cdi;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jboss.logging.Logger;

/** What a beans.xml says of itself, read before it is known whether Weld is needed at all. */
final class BeansXmlMode {
  private static final Logger LOG = Logger.getLogger("io.slipway.cdi");

  private BeansXmlMode() {}

  /**
   * Whether every class is a bean; false for a file that cannot be read, which Weld will complain
   * of.
   */
  static boolean isAll(URL beansXml) {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    try (InputStream in = beansXml.openStream()) {
      XMLStreamReader reader = factory.createXMLStreamReader(in);
      try {
        while (!reader.isStartElement()) {
          if (!reader.hasNext()) {
            return false;
          }
          reader.next();
        }
        return "all".equalsIgnoreCase(reader.getAttributeValue(null, "bean-discovery-mode"));
      } finally {
        reader.close();
      }
    } catch (IOException | XMLStreamException unreadable) {
      // an empty file is allowed, and says nothing
      LOG.debugf(unreadable, "%s has no root element", beansXml);
      return false;
    }
  }
}
