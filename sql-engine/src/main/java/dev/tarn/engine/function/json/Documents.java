package dev.tarn.engine.function.json;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Args;
import dev.tarn.storage.variant.VariantBytes;
import dev.tarn.storage.variant.VariantJson;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The documents of a batch with what PASSING gives for each: arguments that alternate between a
/// name and its value as JSON, where NULL is no item. One for each batch; not thread-safe.
final class Documents {
    private final Vector documents;
    private final Args.Bytes bytes;
    private final List<Vector> passing;

    /// @param documents of a [readable][#isReadable] type
    Documents(Vector documents, List<Vector> passing) {
        this.documents = documents;
        this.bytes = Args.bytes(documents);
        this.passing = passing;
    }

    static boolean isReadable(DataType type) {
        return type == DataType.STRING
                || type == DataType.BINARY
                || type == DataType.VARIANT
                || type instanceof DataType.Fixed;
    }

    /// The type that an argument of `type` is read as.
    static DataType readAs(DataType type) {
        return type == DataType.UNKNOWN ? DataType.STRING : type;
    }

    boolean isNull(int row) {
        return documents.isNull(row);
    }

    /// @throws JsonFailure where it is not JSON
    JsonItem document(int row) {
        int from = bytes.from(row);
        int to = bytes.to(row);
        return documents.type() == DataType.VARIANT
                ? JsonReader.read(
                        VariantBytes.<String>read(
                                bytes.data(), from, to, v -> VariantJson.text(v.value())))
                : JsonReader.read(bytes.data(), from, to);
    }

    /// @throws JsonFailure where a value is not JSON
    Map<String, List<JsonItem>> passed(int row) {
        Map<String, List<JsonItem>> passed = new HashMap<>();
        for (int i = 0; i < passing.size(); i += 2) {
            Vector value = passing.get(i + 1);
            passed.put(
                    Behavior.text(passing.get(i), row),
                    value.isNull(row)
                            ? List.of()
                            : List.of(JsonReader.read(Behavior.text(value, row))));
        }
        return passed;
    }

    /// What `path` gives for the document of a row.
    ///
    /// @throws JsonFailure where the path fails, or what it needs is not JSON
    List<JsonItem> items(SqlJsonPath path, int row) {
        return path.items(document(row), passed(row));
    }

    /// Paths by row, parsed where a row's differs from the one before.
    static final class Paths {
        private final Vector texts;
        private @Nullable String text;
        private @Nullable SqlJsonPath path;

        Paths(Vector texts) {
            this.texts = texts;
        }

        SqlJsonPath of(int row) {
            SqlJsonPath known = path;
            if (known != null && Args.bytes(texts).isConstant()) {
                return known;
            }
            String wanted = Behavior.text(texts, row);
            if (known == null || !wanted.equals(text)) {
                known = SqlJsonPath.of(wanted);
                path = known;
                text = wanted;
            }
            return known;
        }
    }
}
