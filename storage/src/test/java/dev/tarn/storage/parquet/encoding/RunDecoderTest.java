package dev.tarn.storage.parquet.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.storage.parquet.format.Encoding;
import dev.tarn.testkit.SeededRandom;

import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.values.bitpacking.ByteBitPackingValuesWriter;
import org.apache.parquet.column.values.bitpacking.Packer;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

class RunDecoderTest {
    private static int[] random(Random random, int width, int count) {
        int[] values = new int[count];
        int i = 0;
        while (i < count) {
            int length = Math.min(count - i, 1 + random.nextInt(random.nextBoolean() ? 3 : 200));
            boolean run = random.nextBoolean();
            for (int k = 0; k < length; k++, i++) {
                values[i] =
                        run && k > 0
                                ? values[i - 1]
                                : width == 0 ? 0 : random.nextInt() >>> 32 - width;
            }
        }
        return values;
    }

    private static byte[] encoded(int[] values, int width) throws IOException {
        RunLengthBitPackingHybridEncoder encoder =
                new RunLengthBitPackingHybridEncoder(
                        width, 1 << 16, 1 << 16, new HeapByteBufferAllocator());
        for (int value : values) {
            encoder.writeInt(value);
        }
        return encoder.toBytes().toByteArray();
    }

    @Test
    void values_of_all_widths_read_and_passed_over_in_any_steps_are_those_written() {
        readEveryWidth(330);
    }

    static void readEveryWidth(int seedCount) {
        SeededRandom.forEachSeed(
                seedCount,
                random -> {
                    int width = random.nextInt(33);
                    int[] values = random(random, width, 1 + random.nextInt(2000));
                    byte[] bytes = encoded(values, width);
                    RunDecoder runs = new RunDecoder(bytes, 0, bytes.length, width);
                    int at = 0;
                    while (at < values.length) {
                        int step = 1 + random.nextInt(random.nextBoolean() ? 10 : 600);
                        step = Math.min(step, values.length - at);
                        check(runs, values, at, step, random);
                        at += step;
                    }
                });
    }

    private static void check(RunDecoder runs, int[] values, int at, int step, Random random) {
        int[] expected = Arrays.copyOfRange(values, at, at + step);
        int run = runs.runOf(step);
        if (run != -1) {
            assertThat(expected).containsOnly(run);
        }
        switch (random.nextInt(3)) {
            case 0 -> runs.skip(step);
            case 1 -> {
                int value = values[at + random.nextInt(step)];
                long found = Arrays.stream(expected).filter(each -> each == value).count();
                if (value >= 0) {
                    assertThat(runs.skipCounting(step, value)).isEqualTo((int) found);
                } else {
                    runs.skip(step);
                }
            }
            default -> {
                int[] read = new int[step + 5];
                runs.read(read, 3, step);
                assertThat(Arrays.copyOfRange(read, 3, step + 3)).isEqualTo(expected);
            }
        }
    }

    @Test
    void levels_as_validity_words_are_those_that_are_the_maximum() {
        SeededRandom.forEachSeed(
                300,
                random -> {
                    int max = 1 + random.nextInt(random.nextBoolean() ? 1 : 5);
                    int[] levels =
                            random(random, PageBytes.bitWidth(max), 1 + random.nextInt(3000));
                    for (int i = 0; i < levels.length; i++) {
                        levels[i] = Math.min(levels[i], max);
                    }
                    boolean packed = random.nextInt(4) == 0;
                    LevelDecoder decoder = packed ? packed(levels, max) : runs(levels, max);
                    int at = 0;
                    while (at < levels.length) {
                        int step = Math.min(1 + random.nextInt(700), levels.length - at);
                        checkPresent(decoder, levels, max, at, step, random);
                        at += step;
                    }
                });
    }

    private static LevelDecoder runs(int[] levels, int max) throws IOException {
        byte[] bytes = encoded(levels, PageBytes.bitWidth(max));
        return new LevelDecoder(new PageBytes(bytes, 0, bytes.length), max);
    }

    private static LevelDecoder packed(int[] levels, int max) throws IOException {
        ByteBitPackingValuesWriter writer = new ByteBitPackingValuesWriter(max, Packer.BIG_ENDIAN);
        for (int level : levels) {
            writer.writeInteger(level);
        }
        byte[] bytes = writer.getBytes().toByteArray();
        PageBytes page = new PageBytes(bytes, 0, bytes.length);
        assertThat(LevelDecoder.section(page, Encoding.BIT_PACKED, max, levels.length).length())
                .isLessThanOrEqualTo(bytes.length);
        return LevelDecoder.of(page, Encoding.BIT_PACKED, max, levels.length);
    }

    private static void checkPresent(
            LevelDecoder decoder, int[] levels, int max, int at, int step, Random random) {
        int present = 0;
        for (int i = at; i < at + step; i++) {
            present += levels[i] == max ? 1 : 0;
        }
        if (random.nextInt(3) == 0) {
            assertThat(decoder.skipPresent(step)).isEqualTo(present);
            return;
        }
        int from = random.nextInt(130);
        long[] words = new long[(from + step >>> 6) + 1];
        assertThat(decoder.readPresent(words, from, step)).isEqualTo(present);
        for (int i = 0; i < 64 * words.length; i++) {
            boolean set = (words[i >>> 6] >>> i & 1) != 0;
            boolean expected = i >= from && i < from + step && levels[at + i - from] == max;
            assertThat(set).as("bit %d", i).isEqualTo(expected);
        }
    }

    @Test
    void a_level_above_the_maximum_is_refused() throws IOException {
        byte[] bytes = encoded(new int[] {0, 1, 2, 3, 3, 2, 1}, 2);
        LevelDecoder levels = new LevelDecoder(new PageBytes(bytes, 0, bytes.length), 2);
        assertThatThrownBy(() -> levels.readPresent(new long[1], 0, 7))
                .isInstanceOf(PageException.class)
                .hasMessage("A level above 2, which is the most");
    }
}
