package dev.tarn.engine.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.Objects;

class HistogramTest {
    private static final double NEAR = 1e-9;

    private final Histogram.Builder builder = new Histogram.Builder();

    private Histogram of(double rows) {
        return Objects.requireNonNull(builder.build(rows));
    }

    @Test
    void values_have_the_rows_that_were_counted() {
        builder.add(1, 1, 90);
        builder.add(5, 5, 6);
        builder.add(5, 5, 4);
        Histogram histogram = of(100);
        assertThat(histogram.share(1, 1, 2)).isEqualTo(0.9);
        assertThat(histogram.share(5, 5, 2)).isEqualTo(0.1);
        assertThat(histogram.share(2, 4, 2)).isZero();
        assertThat(histogram.share(1, 5, 2)).isEqualTo(1);
        assertThat(histogram.share(Math.nextUp(1), Double.POSITIVE_INFINITY, 2)).isEqualTo(0.1);
        assertThat(histogram.distinct()).isEqualTo(2);
        assertThat(histogram.low()).isEqualTo(1);
        assertThat(histogram.high()).isEqualTo(5);
    }

    @Test
    void rows_without_a_value_count() {
        builder.add(1, 1, 30);
        assertThat(of(120).share(0, 9, 1)).isEqualTo(0.25);
    }

    @Test
    void a_part_of_a_span_has_its_part_of_the_rows() {
        builder.add(0, 100, 10);
        builder.add(100, 200, 90);
        Histogram histogram = of(100);
        assertThat(histogram.share(0, 50, 1000)).isEqualTo(0.05, within(NEAR));
        assertThat(histogram.share(150, 300, 1000)).isEqualTo(0.45, within(NEAR));
        assertThat(histogram.distinct()).isNaN();
    }

    @Test
    void one_value_of_a_span_has_the_rows_of_one_value() {
        builder.add(0, 99, 10);
        builder.add(100, 199, 90);
        assertThat(of(100).share(150, 150, 20)).isEqualTo(0.09, within(NEAR));
    }

    @Test
    void neighbours_are_put_together_where_there_are_many() {
        int count = 5 * Histogram.MAX_BUCKETS + 3;
        for (int value = 0; value < count; value++) {
            builder.add(value, value, value < count / 2 ? 1 : 3);
        }
        Histogram histogram = of(2.0 * count);
        assertThat(histogram.distinct()).isEqualTo(count);
        assertThat(histogram.share(0, count / 2.0, count)).isEqualTo(0.25, within(0.01));
        assertThat(histogram.share(7, 7, count)).isEqualTo(0.5 / count, within(0.1 / count));
    }

    @Test
    void common_texts_have_their_rows_and_others_the_same() {
        builder.add("often", 1_000);
        for (int i = 0; i < 2 * Histogram.MAX_BUCKETS; i++) {
            builder.add("text" + i, 2);
        }
        double rows = 1_000 + 4.0 * Histogram.MAX_BUCKETS;
        Histogram histogram = of(rows);
        assertThat(histogram.share("often")).isEqualTo(1_000 / rows);
        assertThat(histogram.share("text7")).isEqualTo(2 / rows);
        assertThat(histogram.share("nobody knows")).isEqualTo(2 / rows);
        assertThat(histogram.distinct()).isEqualTo(1 + 2 * Histogram.MAX_BUCKETS);
    }

    @Test
    void a_text_that_no_partition_has_is_in_no_row() {
        builder.add("a", 1);
        assertThat(of(1).share("b")).isZero();
    }

    @Test
    void nothing_is_told_without_rows() {
        assertThat(builder.build(0)).isNull();
        assertThat(builder.build(10)).isNull();
    }
}
