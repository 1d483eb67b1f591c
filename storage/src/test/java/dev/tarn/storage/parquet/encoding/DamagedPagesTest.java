package dev.tarn.storage.parquet.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.storage.StorageException;
import dev.tarn.storage.parquet.encoding.EncodedPage.Kind;
import dev.tarn.storage.parquet.format.Codec;
import dev.tarn.storage.parquet.format.Encoding;
import dev.tarn.testkit.SeededRandom;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Pages of random bytes, and real ones with bits changed or an end missing: values, or our
/// exception, and nothing else.
class DamagedPagesTest {
    private static final int MOST_VALUES = 3000;

    private int inputs;
    private int refused;

    @Test
    void damage_is_refused_as_such() {
        run(600);
        assertMostAreRefused();
    }

    /// Some 1.2 million inputs.
    @Tag("long")
    @Test
    void damage_of_very_many_kinds_is_refused_as_such() {
        run(33_000);
        assertMostAreRefused();
    }

    /// Most damage shows. What does not, such as a changed bit of a value, gives values; were there
    /// none of it, whole pages would be refused as well.
    private void assertMostAreRefused() {
        assertThat(refused).as("refused of %d", inputs).isBetween(inputs / 2, inputs - 1);
    }

    private void run(int seedCount) {
        List<Kind> kinds = EncodedPage.kinds();
        SeededRandom.forEachSeed(
                seedCount,
                random -> {
                    for (Kind kind : kinds) {
                        values(kind, random);
                    }
                    for (int i = 0; i < 8; i++) {
                        levels(random);
                        ids(random);
                    }
                    pages(random);
                });
    }

    private void attempt(Runnable decoding) {
        inputs++;
        try {
            decoding.run();
        } catch (PageException | StorageException e) {
            refused++;
        }
    }

    private static byte[] damaged(PageBytes page, Random random) {
        byte[] bytes = Arrays.copyOfRange(page.bytes(), page.start(), page.end());
        if (bytes.length == 0) {
            return bytes;
        }
        for (int i = random.nextInt(4); i >= 0; i--) {
            // Headers are at the start, and changes there do the most.
            int at =
                    random.nextInt(
                            random.nextBoolean() ? bytes.length : Math.min(12, bytes.length));
            bytes[at] =
                    random.nextBoolean()
                            ? (byte) random.nextInt()
                            : (byte) (bytes[at] ^ (1 << random.nextInt(8)));
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }

    private static byte[] noise(Random random) {
        byte[] bytes = new byte[random.nextInt(random.nextBoolean() ? 20 : 300)];
        random.nextBytes(bytes);
        return bytes;
    }

    private void values(Kind kind, Random random) {
        byte[] bytes =
                random.nextInt(3) == 0
                        ? noise(random)
                        : damaged(
                                EncodedPage.of(kind, random.nextInt(300), random).bytes(), random);
        attempt(() -> {
            PageValues values = kind.open(new PageBytes(bytes, 0, bytes.length));
            for (int done = 0; done < MOST_VALUES; ) {
                int step = 1 + random.nextInt(500);
                if (random.nextInt(3) == 0) {
                    values.skip(step);
                } else {
                    values.read(kind.target(0), step);
                }
                done += step;
            }
        });
    }

    private void levels(Random random) {
        byte[] bytes = noise(random);
        int max = 1 + random.nextInt(6);
        int count = random.nextInt(MOST_VALUES);
        Encoding encoding =
                Encoding.values()[
                        random.nextInt(random.nextBoolean() ? 4 : Encoding.values().length)];
        if (bytes.length > 4 && random.nextBoolean()) {
            bytes[0] = (byte) random.nextInt(bytes.length);
            bytes[1] = 0;
            bytes[2] = 0;
            bytes[3] = 0;
        }
        attempt(() -> {
            PageBytes page = new PageBytes(bytes, 0, bytes.length);
            LevelDecoder levels = LevelDecoder.of(page, encoding, max, count);
            int third = count / 3;
            levels.skipPresent(third);
            levels.readPresent(new long[(third >>> 6) + 1], 0, third);
            levels.read(new int[third], 0, third);
        });
    }

    private void ids(Random random) {
        byte[] bytes = noise(random);
        if (bytes.length > 0 && random.nextInt(8) > 0) {
            bytes[0] = (byte) random.nextInt(33);
        }
        attempt(() -> {
            RunDecoder ids = new PageBytes(bytes, 0, bytes.length).ids();
            int[] read = new int[MOST_VALUES];
            ids.read(read, 0, 100);
            ids.skip(50);
            ids.read(read, 0, MOST_VALUES);
        });
    }

    private void pages(Random random) {
        Codec codec = Codec.values()[random.nextInt(Codec.values().length)];
        if (codec == Codec.LZO || codec == Codec.BROTLI) {
            return;
        }
        byte[] plain = noise(random);
        int size = random.nextInt(8) == 0 ? random.nextInt() : plain.length;
        byte[] bytes;
        try {
            byte[] whole = PageDecompressionTest.compress(codec, plain);
            bytes = damaged(new PageBytes(whole, 0, whole.length), random);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        attempt(() ->
                PageDecompression.decompress(
                        codec, new PageBytes(bytes, 0, bytes.length), size, byte[]::new));
    }
}
