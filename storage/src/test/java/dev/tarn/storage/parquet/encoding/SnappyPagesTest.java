package dev.tarn.storage.parquet.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.testkit.SeededRandom;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.xerial.snappy.Snappy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

/// Our decoder beside Google's library, which compresses what is read here, and on streams that it
/// never writes.
class SnappyPagesTest {
    private static final byte CANARY = 0x5a;

    /// Most bytes that a damaged page may say it has.
    private static final int MOST_BYTES = 1 << 20;

    private int inputs;
    private int refused;

    private enum Data {
        RANDOM,
        ZEROS,
        RUNS,
        TEXT,
        LONGS,
        PERIODIC,
        MIXED;

        byte[] of(int size, Random random) {
            byte[] bytes = new byte[size];
            int period = 1 + random.nextInt(70);
            for (int i = 0; i < size; i++) {
                bytes[i] =
                        switch (this) {
                            case RANDOM -> (byte) random.nextInt();
                            case ZEROS -> 0;
                            case RUNS ->
                                    i > 0 && random.nextInt(40) > 0
                                            ? bytes[i - 1]
                                            : (byte) random.nextInt();
                            case TEXT ->
                                    (byte) "the lazy dog sleeps on, ".charAt(random.nextInt(24));
                            case LONGS -> i % 8 < 5 ? (byte) random.nextInt() : 0;
                            case PERIODIC ->
                                    i >= period ? bytes[i - period] : (byte) random.nextInt();
                            case MIXED ->
                                    i > 70 && i / 100 % 2 == 0
                                            ? bytes[i - period]
                                            : (byte) random.nextInt();
                        };
            }
            return bytes;
        }
    }

    /// Decompresses `stream`, at the end of an array and in the midst of one, to the start of an
    /// array and to all of one, and returns what came out.
    private static byte[] decompressed(byte[] stream, int size) {
        byte[] before = new byte[7 + stream.length];
        System.arraycopy(stream, 0, before, 7, stream.length);
        byte[] longer = new byte[size + 200];
        Arrays.fill(longer, CANARY);
        int written = SnappyPages.decompress(new PageBytes(before, 7, before.length), longer, size);
        for (int i = size; i < longer.length; i++) {
            assertThat(longer[i]).as("byte %d of %d", i, size).isEqualTo(CANARY);
        }

        byte[] around = Arrays.copyOf(before, before.length + 100);
        Arrays.fill(around, before.length, around.length, (byte) -1);
        byte[] exact = new byte[size];
        PageBytes amid = new PageBytes(around, 7, before.length);
        assertThat(SnappyPages.decompress(amid, exact, size)).isEqualTo(written);
        assertThat(Arrays.equals(exact, 0, written, longer, 0, written)).isTrue();
        return Arrays.copyOf(exact, written);
    }

    private static void assertDecompresses(byte[] stream, byte[] plain) {
        byte[] out = decompressed(stream, plain.length);
        int difference = Arrays.mismatch(out, plain);
        assertThat(difference).as("first difference in %d bytes", plain.length).isEqualTo(-1);
    }

    @ParameterizedTest
    @EnumSource
    void what_the_library_compresses_comes_out_as_it_was(Data data) {
        SeededRandom.forEachSeed(
                3,
                random -> {
                    for (int size = 0; size <= 700; size++) {
                        byte[] plain = data.of(size, random);
                        assertDecompresses(Snappy.compress(plain), plain);
                    }
                    for (int size : new int[] {65_535, 65_536, 65_537, 160_000, 1 << 20}) {
                        byte[] plain = data.of(size + random.nextInt(200), random);
                        assertDecompresses(Snappy.compress(plain), plain);
                    }
                });
    }

    /// Elements of every kind in any order, and the bytes that they mean.
    private static final class Elements {
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private byte[] plain = new byte[0];

        /// A literal whose length takes `lengthBytes` bytes, none where it is in the tag.
        void literal(byte[] bytes, int lengthBytes) {
            body.write((lengthBytes == 0 ? bytes.length - 1 : 59 + lengthBytes) << 2);
            number(bytes.length - 1, lengthBytes);
            body.writeBytes(bytes);
            int written = plain.length;
            plain = Arrays.copyOf(plain, written + bytes.length);
            System.arraycopy(bytes, 0, plain, written, bytes.length);
        }

        /// A copy of the kind `kind`, 1 to 3.
        void copy(int kind, int length, int offset) {
            if (kind == 1) {
                body.write(1 | length - 4 << 2 | offset >>> 8 << 5);
                body.write(offset);
            } else {
                body.write(kind | length - 1 << 2);
                number(offset, kind == 2 ? 2 : 4);
            }
            int written = plain.length;
            plain = Arrays.copyOf(plain, written + length);
            for (int i = written; i < plain.length; i++) {
                plain[i] = plain[i - offset];
            }
        }

        private void number(int value, int byteCount) {
            for (int i = 0; i < byteCount; i++) {
                body.write(value >>> 8 * i);
            }
        }

        void any(Random random) {
            int written = plain.length;
            if (written == 0 || random.nextInt(3) == 0) {
                int lengthBytes = random.nextInt(5);
                int most =
                        lengthBytes == 0
                                ? 60
                                : lengthBytes == 1 || random.nextInt(5) > 0 ? 256 : 1000;
                byte[] bytes = new byte[1 + random.nextInt(most)];
                random.nextBytes(bytes);
                literal(bytes, lengthBytes);
                return;
            }
            int kind = 1 + random.nextInt(3);
            int most = Math.min(written, kind == 1 ? 2047 : kind == 2 ? 65_535 : written);
            int offset = 1 + random.nextInt(random.nextBoolean() ? Math.min(most, 20) : most);
            copy(kind, kind == 1 ? 4 + random.nextInt(8) : 1 + random.nextInt(64), offset);
        }

        byte[] stream() {
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            int length = plain.length;
            for (; length > 0x7f; length >>>= 7) {
                stream.write(length | 0x80);
            }
            stream.write(length);
            stream.writeBytes(body.toByteArray());
            return stream.toByteArray();
        }
    }

    @Test
    void elements_of_every_kind_are_read_in_any_order() {
        SeededRandom.forEachSeed(
                2_000,
                random -> {
                    Elements elements = new Elements();
                    for (int i = random.nextInt(60); i >= 0; i--) {
                        elements.any(random);
                    }
                    byte[] stream = elements.stream();
                    assertThat(Snappy.uncompress(stream)).isEqualTo(elements.plain);
                    assertDecompresses(stream, elements.plain);
                });
    }

    @Test
    void copies_of_every_offset_and_length_repeat_what_is_before_them() {
        Random random = new Random(4100);
        for (int offset = 1; offset <= 70; offset++) {
            for (int length = 1; length <= 64; length++) {
                Elements elements = new Elements();
                byte[] start = new byte[offset];
                random.nextBytes(start);
                elements.literal(start, 1);
                elements.copy(2, length, offset);
                elements.copy(3, length, offset);
                elements.copy(2, 65 - length, offset);
                elements.literal(new byte[random.nextInt(200) + 1], 1);
                assertDecompresses(elements.stream(), elements.plain);
            }
        }
    }

    @Test
    void copies_come_from_further_than_two_bytes_can_say() {
        Random random = new Random(4101);
        Elements elements = new Elements();
        byte[] start = new byte[200_000];
        random.nextBytes(start);
        elements.literal(start, 3);
        elements.copy(3, 64, 200_000);
        elements.copy(3, 1, 70_000);
        elements.literal(start, 4);
        assertDecompresses(elements.stream(), elements.plain);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 0, its length has no end",
        "8080808080, 0, its length has no end",
        "80808080800000, 0, its length has no end",
        // A literal of one byte in nothing, another one too many, and of 2^32.
        "0100, 1, a literal of 1 bytes at 0",
        "01006100, 1, a literal of 1 bytes at 1",
        "02fcffffffff6161, 2, a literal of 4294967296 bytes at 0",
        "02f00161, 2, a literal of 2 bytes at 0",
        "01f0, 1, it ends within an element",
        "01fc000000, 1, it ends within an element",
        "0500610101ff, 5, it ends within an element",
        // Copies of nothing, from before the start, of more than fits.
        "0500610100, 5, a copy of 4 bytes from 0 before 1",
        "0500610102, 5, a copy of 4 bytes from 2 before 1",
        "0400610101, 4, a copy of 4 bytes from 1 before 1",
        "02006103ffffffff, 2, a copy of 1 bytes from 4294967295 before 1",
        "0200610600, 2, it ends within an element",
        "02006101, 2, it ends within an element"
    })
    void what_is_wrong_is_said(String hex, int size, String message) {
        byte[] stream = HexFormat.of().parseHex(hex);
        assertThatThrownBy(() -> decompressed(stream, size))
                .isInstanceOf(PageException.class)
                .hasMessage("A page of %d bytes that is not Snappy: %s", size, message);
    }

    @Test
    void a_stream_that_ends_early_gives_less() {
        byte[] stream = {5, 0, 'a'};
        assertThat(decompressed(stream, 5)).containsExactly('a');
    }

    @Test
    void damage_is_refused_where_the_library_refuses_it() {
        SeededRandom.forEachSeed(
                2_500,
                random -> {
                    byte[] stream = stream(random);
                    for (int i = 0; i < 90; i++) {
                        assertAsTheLibrary(damaged(stream, random));
                    }
                    for (int i = 0; i < 10; i++) {
                        assertAsTheLibrary(noise(random));
                    }
                });
        assertThat(refused).as("refused of %d", inputs).isBetween(inputs / 4, inputs - 1000);
    }

    private static byte[] stream(Random random) throws IOException {
        if (random.nextBoolean()) {
            Elements elements = new Elements();
            for (int i = random.nextInt(20); i >= 0; i--) {
                elements.any(random);
            }
            return elements.stream();
        }
        Data data = Data.values()[random.nextInt(Data.values().length)];
        return Snappy.compress(data.of(1 + random.nextInt(600), random));
    }

    private static byte[] damaged(byte[] stream, Random random) {
        byte[] damaged =
                random.nextInt(5) == 0
                        ? Arrays.copyOf(stream, random.nextInt(stream.length + 3))
                        : stream.clone();
        for (int i = random.nextInt(3); i >= 0 && damaged.length > 2; i--) {
            // Past the length, most of the time.
            int at = random.nextInt(20) == 0 ? 0 : 2 + random.nextInt(damaged.length - 2);
            damaged[at] =
                    random.nextBoolean()
                            ? (byte) random.nextInt()
                            : (byte) (damaged[at] ^ 1 << random.nextInt(8));
        }
        return damaged;
    }

    /// Random bytes of elements that are short more often than not, behind a length.
    private static byte[] noise(Random random) {
        byte[] noise = new byte[1 + random.nextInt(300)];
        random.nextBytes(noise);
        for (int i = 2; i < noise.length; i++) {
            noise[i] = random.nextBoolean() ? (byte) (noise[i] & 0x1f) : noise[i];
        }
        noise[0] |= (byte) 0x80;
        if (noise.length > 1) {
            noise[1] &= 0x0f;
        }
        return noise;
    }

    private void assertAsTheLibrary(byte[] stream) {
        PageBytes page = new PageBytes(stream, 0, stream.length);
        if (SnappyPages.length(page) > MOST_BYTES) {
            return;
        }
        inputs++;
        int size = (int) SnappyPages.length(page);
        byte[] expected = byTheLibrary(stream, size);
        byte[] out;
        try {
            out = decompressed(stream, size);
        } catch (PageException e) {
            out = null;
        }
        boolean isRefused = out == null || out.length != size;
        refused += isRefused ? 1 : 0;
        assertThat(isRefused)
                .as(() -> HexFormat.of().formatHex(stream))
                .isEqualTo(expected == null);
        if (expected != null) {
            assertThat(Arrays.equals(out, expected)).isTrue();
        }
    }

    private static byte @Nullable [] byTheLibrary(byte[] stream, int size) {
        try {
            byte[] out = new byte[size];
            return Snappy.uncompress(stream, 0, stream.length, out, 0) == size ? out : null;
        } catch (IOException e) {
            return null;
        }
    }
}
