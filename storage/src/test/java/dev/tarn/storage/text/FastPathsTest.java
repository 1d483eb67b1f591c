package dev.tarn.storage.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.iceberg.Schema;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// What is read eight bytes at a time equals what is read one by one.
class FastPathsTest {
    private static final Schema TEXTS =
            new Schema(
                    Types.NestedField.optional(1, "a", Types.StringType.get()),
                    Types.NestedField.optional(2, "b", Types.StringType.get()),
                    Types.NestedField.optional(3, "c", Types.StringType.get()));

    @TempDir Path folder;

    /// `text` with enough before it that eight bytes can be loaded up to its end.
    private static byte[] padded(String text) {
        return ("########" + text).getBytes(ISO_8859_1);
    }

    private static double fast(String text) {
        byte[] bytes = padded(text);
        return NumberText.parseDouble(bytes, 8, bytes.length);
    }

    @Test
    void short_numbers_are_what_the_jdk_reads() {
        Random random = new Random(4);
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder();
            if (random.nextInt(4) == 0) {
                text.append(random.nextBoolean() ? '-' : '+');
            }
            int digits = 1 + random.nextInt(10);
            int point = random.nextInt(digits + 3);
            for (int digit = 0; digit < digits; digit++) {
                text.append(digit == point ? "." : "").append((char) ('0' + random.nextInt(10)));
            }
            text.append(point == digits ? "." : "");
            assertThat(fast(text.toString()))
                    .as("%s", text)
                    .isEqualTo(Double.parseDouble(text.toString()));
            if (text.indexOf(".") < 0) {
                byte[] bytes = padded(text.toString());
                assertThat(NumberText.parseLong(bytes, 8, bytes.length))
                        .isEqualTo(Long.parseLong(text.toString()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "-", "+", "-.", "1.2.3", "1,5", "12a", ":1", "1/", "1 2", "--1"})
    void what_is_no_number_is_refused(String text) {
        assertThatThrownBy(() -> fast(text)).isSameAs(Unparsable.INSTANCE);
        byte[] bytes = padded(text);
        assertThatThrownBy(() -> NumberText.parseLong(bytes, 8, bytes.length))
                .isSameAs(Unparsable.INSTANCE);
    }

    @Test
    void every_byte_is_a_digit_or_is_not() {
        for (int place = 0; place < 8; place++) {
            for (int value = 0; value < 256; value++) {
                byte[] bytes = "12345678".getBytes(ISO_8859_1);
                bytes[place] = (byte) value;
                long word = EightBytes.load(bytes, 0);
                assertThat(EightBytes.areDigits(word)).isEqualTo(value >= '0' && value <= '9');
                long found = EightBytes.zeroBytes(word ^ EightBytes.repeat((byte) value));
                assertThat(EightBytes.bits(found) >>> place & 1).isEqualTo(1);
                for (int other = 0; other < 8; other++) {
                    assertThat(EightBytes.bits(found) >>> other & 1)
                            .isEqualTo(bytes[other] == (byte) value ? 1 : 0);
                }
            }
        }
    }

    /// Rows of three texts, some quoted, some with delimiters and line ends inside, some empty.
    private static List<List<@Nullable String>> randomRows(Random random) {
        List<List<@Nullable String>> rows = new ArrayList<>();
        int quotedOf = random.nextInt(3) == 0 ? 3 : 200;
        for (int row = 0; row < 300; row++) {
            List<@Nullable String> fields = new ArrayList<>();
            for (int column = 0; column < 3; column++) {
                StringBuilder text = new StringBuilder();
                int length = random.nextInt(random.nextInt(10) == 0 ? 90 : 9);
                String alphabet = random.nextInt(quotedOf) == 0 ? "ab,\"\n é" : "abc é";
                for (int i = 0; i < length; i++) {
                    text.append(alphabet.charAt(random.nextInt(alphabet.length())));
                }
                fields.add(text.isEmpty() ? null : text.toString());
            }
            rows.add(fields);
        }
        return rows;
    }

    private static String csv(List<List<@Nullable String>> rows, String lineEnd) {
        StringBuilder csv = new StringBuilder("a,b,c").append(lineEnd);
        for (List<@Nullable String> row : rows) {
            for (int column = 0; column < 3; column++) {
                String text = row.get(column);
                csv.append(column == 0 ? "" : ",");
                if (text != null
                        && (text.contains(",") || text.contains("\"") || text.contains("\n"))) {
                    csv.append('"').append(text.replace("\"", "\"\"")).append('"');
                } else if (text != null) {
                    csv.append(text);
                }
            }
            csv.append(lineEnd);
        }
        return csv.toString();
    }

    @Test
    void records_with_and_without_quotes_are_cut_where_they_end() {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            List<List<@Nullable String>> rows = randomRows(random);
            String lineEnd = random.nextBoolean() ? "\n" : "\r\n";
            InputFile file =
                    new TextFixture(folder)
                            .file("f" + seed + ".csv", csv(rows, lineEnd).getBytes(UTF_8));
            int batchRowCount = 1 + random.nextInt(400);
            assertThat(TextFixture.csvRows(file, TEXTS, CsvOptions.DEFAULT, batchRowCount))
                    .as("seed %d", seed)
                    .isEqualTo(rows);
        }
    }

    @Test
    void splits_start_where_records_do() {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            List<List<@Nullable String>> rows = randomRows(random);
            InputFile file = new TextFixture(folder).file("s" + seed + ".csv", csv(rows, "\n"));
            List<TextSplit> splits =
                    CsvFiles.splits(file, CsvOptions.DEFAULT, 200 + random.nextInt(2000));
            List<List<@Nullable Object>> read = new ArrayList<>();
            for (TextSplit split : splits) {
                try (var reader = CsvFiles.open(split, TEXTS, CsvOptions.DEFAULT, 100)) {
                    TextFixture.addRows(reader, read);
                }
            }
            assertThat(read).as("seed %d", seed).isEqualTo(rows);
        }
    }
}
