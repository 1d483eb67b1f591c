package dev.tarn.engine.plan.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.plan.stats.KeptEstimates.Key;

import org.junit.jupiter.api.Test;

class KeptEstimatesTest {
    @Test
    void those_asked_for_last_are_kept() {
        KeptEstimates kept = new KeptEstimates(2);
        kept.keep(new Key("t", 1, 1), 10);
        kept.keep(new Key("t", 1, 2), 20);
        assertThat(kept.find(new Key("t", 1, 1))).isEqualTo(10);
        kept.keep(new Key("t", 2, 1), 30);
        assertThat(kept.find(new Key("t", 1, 1))).isEqualTo(10);
        assertThat(kept.find(new Key("t", 1, 2))).isNull();
        assertThat(kept.find(new Key("t", 2, 1))).isEqualTo(30);
    }
}
