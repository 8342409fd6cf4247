package dev.chatagent.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** A drawing that neither runs anything nor fetches anything (SVG 2, chapter 15): no script, no handler, nothing from elsewhere. */
final class SvgCheck implements ContentCheck {
    private static final String NAMESPACE = "http://www.w3.org/2000/svg";
    private static final int MAX_DEPTH = 200;
    private static final Set<String> RUN = Set.of(
            "script",
            "foreignobject",
            "iframe",
            "embed",
            "object",
            "handler",
            "listener",
            "set",
            "animate",
            "animatetransform",
            "animatemotion",
            "discard",
            "audio",
            "video",
            "feimage");

    @Override
    public void check(Content content) throws IOException {
        TextCheck.requireReadable(content);
        try (InputStream bytes = content.stream()) {
            read(factory().createXMLStreamReader(bytes, "UTF-8"));
        } catch (XMLStreamException e) {
            throw Refusals.notDeclared(FileType.SVG);
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        return factory;
    }

    private static void read(XMLStreamReader xml) throws XMLStreamException {
        int depth = 0;
        boolean style = false;
        while (xml.hasNext()) {
            int event = xml.next();
            if (style && event != XMLStreamConstants.CHARACTERS && event != XMLStreamConstants.END_ELEMENT) {
                throw loud(); // a reader of style sheets joins the texts around it
            }
            switch (event) {
                case XMLStreamConstants.START_ELEMENT -> {
                    requireDrawing(xml, ++depth);
                    requireQuiet(xml);
                    style = xml.getLocalName().equalsIgnoreCase("style");
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    depth--;
                    style = false;
                }
                case XMLStreamConstants.DTD,
                        XMLStreamConstants.ENTITY_REFERENCE,
                        XMLStreamConstants.PROCESSING_INSTRUCTION -> throw loud();
                case XMLStreamConstants.CHARACTERS -> requireQuiet(xml.getText());
                default -> {}
            }
        }
    }

    private static void requireDrawing(XMLStreamReader xml, int depth) {
        boolean drawing =
                NAMESPACE.equals(xml.getNamespaceURI()) && xml.getLocalName().equals("svg");
        if (depth > MAX_DEPTH || (depth == 1 && !drawing)) {
            throw Refusals.notDeclared(FileType.SVG);
        }
    }

    private static void requireQuiet(XMLStreamReader xml) {
        if (RUN.contains(xml.getLocalName().toLowerCase(Locale.ROOT))) {
            throw loud();
        }
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            String name = xml.getAttributeLocalName(i).toLowerCase(Locale.ROOT);
            String value = xml.getAttributeValue(i);
            boolean elsewhere = (name.equals("href") || name.equals("src"))
                    && !value.strip().startsWith("#")
                    && !value.strip().matches("(?is)data:image/(png|jpeg|gif|webp);base64,[a-z0-9+/=\\s]*");
            if (name.startsWith("on") || elsewhere) {
                throw loud();
            }
            requireQuiet(value);
        }
    }

    /** Style sheets fetch as well, and escapes hide that. */
    private static void requireQuiet(String text) {
        String lower = text.toLowerCase(Locale.ROOT).replaceAll("\\s+", "");
        if (lower.contains("@import")
                || lower.contains("image-set(")
                || lower.contains("javascript:")
                || lower.contains("expression(")
                || lower.contains("\\")
                || lower.matches("(?s).*url\\(['\"]?[^#'\"].*")) {
            throw loud();
        }
    }

    private static RuntimeException loud() {
        return Refusals.active("This drawing runs or fetches something; only still ones are taken.");
    }
}
