package io.slipway.descriptor;

import io.slipway.model.Origin;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.MissingResourceException;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * XML to elements. Nothing outside the document is ever read: a document type declaration is passed
 * over, neither it nor an entity is loaded, and an entity of the document's own is a fault.
 */
final class XmlReader {
  private static final int MAX_BYTES = 8 * 1024 * 1024;
  private static final int MAX_DEPTH = 64;
  private static final int MAX_ELEMENTS = 200_000;

  private final Problems problems;

  XmlReader(Problems problems) {
    this.problems = problems;
  }

  /** The root element, or null after a fault that has been reported. */
  @Nullable XmlElement read(String source, byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      problems.error(
          "descriptor-too-large",
          Origin.of(source),
          "The descriptor has " + bytes.length + " bytes; the limit is " + MAX_BYTES,
          "split it into web fragments");
      return null;
    }
    try {
      XMLStreamReader in = factory().createXMLStreamReader(new ByteArrayInputStream(bytes));
      try {
        // of such bytes the JDK's parser writes to standard error
        int line = "UTF-8".equalsIgnoreCase(in.getEncoding()) ? lineThatIsNotUtf8(bytes) : 0;
        if (line > 0) {
          problems.error(
              "malformed-xml",
              new Origin(source, line),
              "Not well-formed XML: this line is not UTF-8, as a file is that names no other encoding",
              "save the file in UTF-8, or say in its first line what it is in:"
                  + " <?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>");
          return null;
        }
        return readTree(source, in);
      } catch (MissingResourceException e) {
        // The JDK's parser has no text for a character that may not stand in a DOCTYPE, and fails
        // at that before it can report the character.
        malformed(
            source,
            in.getLocation().getLineNumber(),
            "a character that XML does not allow, in the document type declaration");
        return null;
      } finally {
        in.close();
      }
    } catch (XMLStreamException e) {
      int line = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNumber());
      malformed(source, line, firstLine(e.getMessage()));
      return null;
    }
  }

  /** The first such line; 0 for none. */
  private static int lineThatIsNotUtf8(byte[] bytes) {
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    try {
      StandardCharsets.UTF_8.newDecoder().decode(rest);
      return 0;
    } catch (CharacterCodingException malformed) {
      int line = 1;
      for (int i = 0; i < rest.position(); i++) {
        line += bytes[i] == '\n' ? 1 : 0;
      }
      return line;
    }
  }

  private void malformed(String source, int line, String what) {
    problems.error(
        "malformed-xml",
        new Origin(source, line),
        "Not well-formed XML: " + what,
        "correct the XML; nothing after this line was read");
  }

  private @Nullable XmlElement readTree(String source, XMLStreamReader in)
      throws XMLStreamException {
    Deque<XmlElement> open = new ArrayDeque<>();
    XmlElement root = null;
    int elements = 0;
    while (in.hasNext()) {
      switch (in.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          XmlElement element = element(source, in);
          if (open.isEmpty()) {
            root = element;
          } else {
            open.element().add(element);
          }
          open.push(element);
          if (++elements > MAX_ELEMENTS || open.size() > MAX_DEPTH) {
            tooLarge(element.origin());
            return null;
          }
        }
        case XMLStreamConstants.END_ELEMENT -> open.pop();
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
          if (!open.isEmpty()) {
            open.element().append(in.getText());
          }
        }
        case XMLStreamConstants.ENTITY_REFERENCE ->
            problems.error(
                "entity-reference",
                new Origin(source, in.getLocation().getLineNumber()),
                "The entity &" + in.getLocalName() + "; is not expanded",
                "write the text itself; descriptors cannot use entities of their own or from other files");
        default -> {
          // comments, processing instructions, the document type
        }
      }
    }
    return root;
  }

  private static XmlElement element(String source, XMLStreamReader in) {
    String namespace = in.getNamespaceURI() == null ? "" : in.getNamespaceURI();
    XmlElement element =
        new XmlElement(
            in.getLocalName(), namespace, new Origin(source, in.getLocation().getLineNumber()));
    for (int i = 0; i < in.getAttributeCount(); i++) {
      element.attribute(in.getAttributeLocalName(i), in.getAttributeValue(i).strip());
    }
    return element;
  }

  private void tooLarge(Origin origin) {
    problems.error(
        "descriptor-too-large",
        origin,
        "More than " + MAX_ELEMENTS + " elements, or elements nested deeper than " + MAX_DEPTH,
        "simplify the descriptor");
  }

  /**
   * The JDK's own, whatever else stands on the class path, with everything off that reads or
   * expands.
   */
  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    factory.setProperty(XMLInputFactory.IS_VALIDATING, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
    factory.setXMLResolver(
        (publicId, systemId, base, namespace) -> {
          throw new XMLStreamException("external entities are not loaded: " + systemId);
        });
    return factory;
  }

  private static String firstLine(@Nullable String message) {
    if (message == null) {
      return "no further message";
    }
    // "ParseError at [row,col]:[3,7]\nMessage: ..."
    int at = message.indexOf("Message: ");
    return (at >= 0 ? message.substring(at + "Message: ".length()) : message)
        .lines()
        .findFirst()
        .orElse("");
  }
}
