package dev.tarn.catalog.access;

import org.apache.iceberg.exceptions.ForbiddenException;
import org.jspecify.annotations.Nullable;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// The keys that the body of a DeleteObjects request names. Elements that are not expected are
/// refused, so that nothing is deleted that was not read here: versions, conditions, second keys.
final class DeletedKeys {
    private static final int MAX_KEYS = 1_000;
    private static final Set<String> ELEMENTS = Set.of("Delete", "Object", "Key", "Quiet");

    private DeletedKeys() {}

    /// @throws ForbiddenException when the body is not what S3 documents
    static List<String> parse(@Nullable String body) {
        if (body == null || body.isBlank()) {
            throw new ForbiddenException("DeleteObjects is signed only with its body");
        }
        try {
            return parse(factory().createXMLStreamReader(new StringReader(body)));
        } catch (XMLStreamException e) {
            throw new ForbiddenException(
                    e,
                    "The body of DeleteObjects is not XML: %s",
                    firstLine(String.valueOf(e.getMessage())));
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return factory;
    }

    private static List<String> parse(XMLStreamReader reader) throws XMLStreamException {
        List<String> keys = new ArrayList<>();
        List<String> path = new ArrayList<>();
        while (reader.hasNext()) {
            int event = reader.next();
            if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
                throw new ForbiddenException("The body of DeleteObjects has a DTD");
            }
            if (event == XMLStreamConstants.START_ELEMENT) {
                path.add(checked(reader.getLocalName()));
                if (String.join("/", path).equals("Delete/Object/Key")) {
                    keys.add(reader.getElementText());
                    path.removeLast();
                }
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                path.removeLast();
            }
        }
        if (keys.isEmpty() || keys.size() > MAX_KEYS) {
            throw new ForbiddenException(
                    "The body of DeleteObjects names %s keys; accepted: 1 to %s",
                    keys.size(), MAX_KEYS);
        }
        return keys;
    }

    private static String checked(String element) {
        if (!ELEMENTS.contains(element)) {
            throw new ForbiddenException(
                    "The body of DeleteObjects has %s; accepted are %s", element, ELEMENTS);
        }
        return element;
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
