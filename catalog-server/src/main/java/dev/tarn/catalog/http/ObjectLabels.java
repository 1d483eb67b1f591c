package dev.tarn.catalog.http;

import org.apache.iceberg.FieldLabel;
import org.apache.iceberg.ImmutableFieldLabel;
import org.apache.iceberg.ImmutableLabels;
import org.apache.iceberg.Labels;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The labels of a table or view, which are properties of it: `label.owner` is its label `owner`,
/// and `field-label.3.pii` the label `pii` of the field with id 3. Field ids, because names change.
final class ObjectLabels {
    private static final String OBJECT = "label.";
    private static final String FIELD = "field-label.";
    private static final Pattern FIELD_KEY = Pattern.compile("field-label\\.\\d{1,9}\\..+");

    private ObjectLabels() {}

    /// A property whose field id is no number is a property and nothing else.
    static Labels of(Map<String, String> properties) {
        Map<String, String> object = new TreeMap<>();
        Map<Integer, Map<String, String>> fields = new TreeMap<>();
        properties.forEach((key, value) -> {
            if (key.startsWith(OBJECT) && key.length() > OBJECT.length()) {
                object.put(key.substring(OBJECT.length()), value);
            } else if (key.startsWith(FIELD) && FIELD_KEY.matcher(key).matches()) {
                int dot = key.indexOf('.', FIELD.length());
                int fieldId = Integer.parseInt(key.substring(FIELD.length(), dot));
                fields.computeIfAbsent(fieldId, _ -> new TreeMap<>())
                        .put(key.substring(dot + 1), value);
            }
        });
        List<FieldLabel> fieldLabels = new ArrayList<>();
        fields.forEach((id, labels) ->
                fieldLabels.add(ImmutableFieldLabel.builder().fieldId(id).labels(labels).build()));
        return ImmutableLabels.builder().objectLabels(object).fields(fieldLabels).build();
    }
}
