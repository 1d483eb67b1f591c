package dev.tarn.storage.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;

import dev.tarn.columnar.Batch;
import dev.tarn.storage.BatchReader;
import dev.tarn.storage.StorageException;
import dev.tarn.storage.file.FileReaders;
import dev.tarn.storage.io.FileIos;
import dev.tarn.storage.variant.VariantBytes;
import dev.tarn.storage.variant.VariantJson;
import dev.tarn.testkit.Batches;
import dev.tarn.testkit.SharedData;

import org.apache.iceberg.FileFormat;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.util.JsonUtil;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Variants that Parquet's own project keeps for readers: encoded values, and files with shredded
/// ones beside what they hold.
class VariantConformanceTest {

    private static Path folder(String name) {
        return SharedData.assumePresent().resolve("parquet-testing").resolve(name);
    }

    @TestFactory
    Stream<DynamicTest> shredded_variants_come_back_whole() throws IOException {
        Path folder = folder("shredded_variant");
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode one : JsonUtil.mapper().readTree(folder.resolve("cases.json").toFile())) {
            if (one.has("parquet_file")) {
                String name = one.get("case_number") + " " + one.get("test").asText();
                tests.add(DynamicTest.dynamicTest(name, () -> check(folder, one)));
            }
        }
        assertThat(tests).hasSizeGreaterThan(130);
        return tests.stream();
    }

    private static void check(Path folder, JsonNode one) throws IOException {
        Path file = folder.resolve(one.get("parquet_file").asText());
        if (one.has("error_message")) {
            assertThatThrownBy(() -> variants(file)).isInstanceOf(StorageException.class);
            return;
        }
        List<@Nullable String> expected = new ArrayList<>();
        if (one.has("variant_file")) {
            expected.add(decoded(folder, one.get("variant_file")));
        } else {
            for (JsonNode row : one.get("variant_files")) {
                expected.add(decoded(folder, row));
            }
        }
        assertThat(variants(file)).isEqualTo(expected);
    }

    private static @Nullable String decoded(Path folder, JsonNode name) throws IOException {
        return name.isNull() ? null : text(Files.readAllBytes(folder.resolve(name.asText())));
    }

    private static String text(byte[] variant) {
        return VariantBytes.read(variant, 0, variant.length, Object::toString);
    }

    private static List<@Nullable String> variants(Path path) {
        InputFile file = FileIos.open("/", Map.of()).newInputFile(path.toString());
        List<@Nullable String> found = new ArrayList<>();
        try (BatchReader reader = FileReaders.open(file, FileFormat.PARQUET, null, 1000)) {
            for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
                for (List<@Nullable Object> row : Batches.rows(batch)) {
                    found.add(row.getLast() instanceof byte[] variant ? text(variant) : null);
                }
            }
        }
        return found;
    }

    @TestFactory
    Stream<DynamicTest> encoded_values_have_the_json_that_goes_with_them() throws IOException {
        Path folder = folder("variant");
        // The file ends in a comma that JSON does not have.
        String json = Files.readString(folder.resolve("data_dictionary.json"));
        JsonNode all = JsonUtil.mapper().readTree(json.replaceAll(",\\s*}\\s*$", "}"));
        return all.properties().stream()
                .filter(value -> !WRITTEN_OTHERWISE.containsKey(value.getKey()))
                .map(value ->
                        DynamicTest.dynamicTest(
                                value.getKey(),
                                () -> {
                                    JsonNode expected = value.getValue();
                                    JsonNode found =
                                            JsonUtil.mapper()
                                                    .readTree(json(folder, value.getKey()));
                                    assertThat(numbers(found)).isEqualTo(numbers(expected));
                                }));
    }

    /// Numbers compare as doubles: the dictionary's are rounded.
    private static String numbers(JsonNode node) {
        return node.isNumber() ? String.valueOf(node.asDouble()) : node.toString();
    }

    @TestFactory
    Stream<DynamicTest> points_in_time_are_written_as_iso_8601() {
        Path folder = folder("variant");
        return WRITTEN_OTHERWISE.entrySet().stream()
                .map(value ->
                        DynamicTest.dynamicTest(
                                value.getKey(),
                                () ->
                                        assertThat(json(folder, value.getKey()))
                                                .isEqualTo(value.getValue())));
    }

    /// What the dictionary spells with a space, another zone or less exactly.
    private static final Map<String, String> WRITTEN_OTHERWISE =
            Map.of(
                    "primitive_time", "\"12:33:54.123456\"",
                    "primitive_timestamp", "\"2025-04-16T16:34:56.78+00:00\"",
                    "primitive_timestampntz", "\"2025-04-16T12:34:56.78\"",
                    "primitive_timestamp_nanos", "\"2024-11-07T12:33:54.123456789+00:00\"",
                    "primitive_timestampntz_nanos", "\"2024-11-07T12:33:54.123456789\"",
                    "primitive_float", "1.234568E9",
                    "primitive_decimal16", "12345678912345678.90");

    private static String json(Path folder, String name) throws IOException {
        byte[] metadata = Files.readAllBytes(folder.resolve(name + ".metadata"));
        byte[] value = Files.readAllBytes(folder.resolve(name + ".value"));
        byte[] both = new byte[metadata.length + value.length];
        System.arraycopy(metadata, 0, both, 0, metadata.length);
        System.arraycopy(value, 0, both, metadata.length, value.length);
        return VariantJson.text(both, 0, both.length);
    }
}
