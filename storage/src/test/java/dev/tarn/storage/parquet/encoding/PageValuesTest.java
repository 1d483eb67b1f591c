package dev.tarn.storage.parquet.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.storage.parquet.encoding.EncodedPage.Kind;
import dev.tarn.storage.parquet.format.Encoding;
import dev.tarn.testkit.SeededRandom;

import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class PageValuesTest {
    static List<Kind> kinds() {
        return EncodedPage.kinds();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void values_read_and_passed_over_in_any_steps_are_those_written(Kind kind) {
        SeededRandom.forEachSeed(
                60,
                random -> {
                    EncodedPage page = EncodedPage.of(kind, random.nextInt(2000), random);
                    PageValues values = kind.open(page.bytes());
                    RawValues target = kind.target(0);
                    List<Object> expected = new ArrayList<>();
                    int at = 0;
                    while (at < page.values().size()) {
                        int step = Math.min(step(random), page.values().size() - at);
                        if (random.nextInt(3) == 0) {
                            values.skip(step);
                        } else {
                            values.read(target, step);
                            expected.addAll(page.values().subList(at, at + step));
                        }
                        at += step;
                    }
                    assertThat(all(target)).isEqualTo(expected);
                });
    }

    private static int step(Random random) {
        return random.nextBoolean() ? random.nextInt(20) : random.nextInt(700);
    }

    private static List<Object> all(RawValues target) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < target.count; i++) {
            values.add(EncodedPage.value(target, i));
        }
        return values;
    }

    /// All but booleans, of which a page may have more than were written, to fill a byte.
    static List<Kind> countedKinds() {
        return kinds().stream()
                .filter(kind -> kind.type().getPrimitiveTypeName() != PrimitiveTypeName.BOOLEAN)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("countedKinds")
    void values_beyond_the_last_are_refused(Kind kind) {
        SeededRandom.forEachSeed(
                20,
                random -> {
                    EncodedPage page = EncodedPage.of(kind, random.nextInt(400), random);
                    int count = page.values().size();
                    PageValues read = kind.open(page.bytes());
                    assertThatThrownBy(() -> read.read(kind.target(0), count + 1))
                            .isInstanceOf(PageException.class);
                    PageValues skipped = kind.open(page.bytes());
                    assertThatThrownBy(() -> skipped.skip(count + 1))
                            .isInstanceOf(PageException.class);
                });
    }

    @Test
    void a_type_in_an_encoding_that_cannot_hold_it_is_refused_by_name() {
        assertThatThrownBy(() ->
                        PageValues.of(
                                Encoding.DELTA_BINARY_PACKED,
                                Types.required(PrimitiveTypeName.DOUBLE).named("x"),
                                new PageBytes(new byte[100], 0, 100)))
                .isInstanceOf(PageException.class)
                .hasMessage("Values of type DOUBLE in encoding DELTA_BINARY_PACKED");
    }

    @Test
    void very_many_values_in_few_bytes_are_passed_over_at_once() {
        // One block of 2^31 - 8 values of width 0: all are 7.
        byte[] page = {
            (byte) 0xf8, (byte) 0xff, (byte) 0xff, (byte) 0xff, 7, 1, -1, -1, -1, -1, 7, 14, 0, 0
        };
        PageValues values =
                PageValues.of(
                        Encoding.DELTA_BINARY_PACKED,
                        Types.required(PrimitiveTypeName.INT32).named("x"),
                        new PageBytes(page, 0, page.length));
        RawValues target = new RawValues(RawValues.Kind.INT, 0);
        values.skip(2_000_000_000);
        values.read(target, 2);
        assertThat(target.ints).startsWith(7, 7);
    }
}
