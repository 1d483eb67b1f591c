package dev.tarn.storage.parquet.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.storage.parquet.encoding.simd.VectorUnpacking;
import dev.tarn.testkit.SeededRandom;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Random;

class BitUnpackingTest {
    private static int[] slowly(byte[] bytes, long bit, int width, int count) {
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
            for (int b = 0; b < width; b++) {
                long at = bit + (long) i * width + b;
                values[i] |= (bytes[(int) (at >>> 3)] >>> (int) (at & 7) & 1) << b;
            }
        }
        return values;
    }

    private static byte[] bytes(Random random, long bits) {
        byte[] bytes = new byte[(int) (bits + 7 >>> 3) + random.nextInt(3) * random.nextInt(50)];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void every_width_at_every_bit_and_up_to_the_last_byte_is_unpacked() {
        unpackEveryWidth(4000);
    }

    static void unpackEveryWidth(int seedCount) {
        SeededRandom.forEachSeed(
                seedCount,
                random -> {
                    int width = 1 + random.nextInt(32);
                    int count = random.nextInt(200);
                    int bit = random.nextInt(70);
                    byte[] bytes = bytes(random, bit + (long) count * width);
                    int[] target = new int[count + 4];
                    BitUnpacking.unpack(bytes, bit, width, target, 2, count);
                    assertThat(Arrays.copyOfRange(target, 2, count + 2))
                            .isEqualTo(slowly(bytes, bit, width, count));
                    assertThat(target[0] | target[1] | target[count + 2] | target[count + 3])
                            .isZero();
                });
    }

    @Test
    void wide_numbers_are_unpacked() {
        SeededRandom.forEachSeed(
                2000,
                random -> {
                    int width = 1 + random.nextInt(64);
                    int count = random.nextInt(50);
                    int bit = random.nextInt(70);
                    byte[] bytes = bytes(random, bit + (long) count * width);
                    long[] target = new long[count];
                    BitUnpacking.unpack(bytes, bit, width, target, 0, count);
                    for (int i = 0; i < count; i++) {
                        long expected = 0;
                        for (int b = 0; b < width; b++) {
                            int at = bit + i * width + b;
                            expected |= (long) (bytes[at >>> 3] >>> (at & 7) & 1) << b;
                        }
                        assertThat(target[i]).isEqualTo(expected);
                    }
                });
    }

    @Test
    void vectors_unpack_what_the_scalar_loops_unpack() {
        Assumptions.assumeTrue(Simd.POSSIBLE, "vector instructions are not in use");
        compareTwins(4000);
    }

    static void compareTwins(int seedCount) {
        SeededRandom.forEachSeed(
                seedCount,
                random -> {
                    int width = 1 + random.nextInt(32);
                    int blocks = random.nextInt(40);
                    int at = random.nextInt(9);
                    byte[] bytes = bytes(random, 8L * (at + blocks * width));
                    int[] vector = new int[8 * blocks];
                    int done = VectorUnpacking.blocks(bytes, at, width, vector, 0, blocks);
                    assertThat(done).isBetween(0, blocks);
                    assertThat(Arrays.copyOf(vector, 8 * done))
                            .isEqualTo(slowly(bytes, 8L * at, width, 8 * done));
                    int[] scalar = new int[8 * blocks];
                    int scalarDone = BitUnpacking.scalarBlocks(bytes, at, width, scalar, 0, blocks);
                    assertThat(Arrays.copyOf(scalar, 8 * scalarDone))
                            .isEqualTo(slowly(bytes, 8L * at, width, 8 * scalarDone));
                });
    }
}
