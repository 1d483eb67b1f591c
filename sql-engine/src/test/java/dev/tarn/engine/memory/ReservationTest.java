package dev.tarn.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReservationTest {
    @Test
    void what_one_takes_over_of_another_is_never_free_in_between() {
        MemoryPool pool = new MemoryPool(100, bytes -> bytes == 60);
        QueryMemory memory = pool.openQuery(100);
        MemoryAccount account = new MemoryAccount();
        MemoryAccount.enter(account);
        try (Reservation from = memory.open("from");
                Reservation to = memory.open("to")) {
            from.resize(60);

            // The pool would refuse anybody who asks for so much.
            to.takeOver(from, 20);
            assertThat(from.heldBytes()).isEqualTo(40);
            assertThat(to.heldBytes()).isEqualTo(20);
            assertThat(memory.usedBytes()).isEqualTo(60);

            to.takeOver(from, Long.MAX_VALUE);
            assertThat(from.heldBytes()).isZero();
            assertThat(to.heldBytes()).isEqualTo(60);
        } finally {
            MemoryAccount.enter(null);
        }
        assertThat(memory.usedBytes()).isZero();
        assertThat(pool.usedBytes()).isZero();
        assertThat(account.peakBytes()).isEqualTo(60);
    }
}
