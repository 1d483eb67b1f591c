package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.catalog.AppendHistory.Told;

import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;

/// Concurrent clients see one order of commits: every acknowledged snapshot is in the history once,
/// in an order that time allows, and reads never go back.
class LinearizabilityTest {
    @RegisterExtension static final RunningCatalog CATALOG = new RunningCatalog();

    private static void check(int clients, int appends, long seed) throws Exception {
        TableIdentifier table = CATALOG.newTable();
        String path = RunningCatalog.path(table);
        ConcurrentClients all = new ConcurrentClients(_ -> CATALOG.uri());
        all.run(clients, appends, path, seed);
        List<Long> last = all.read(0, path).history();
        assertThat(AppendHistory.flaw(all.events(), last)).isEmpty();
        assertThat(all.count(Told.DONE)).isEqualTo((long) clients * appends);
        assertThat(last).hasSize(clients * appends);
        System.out.printf(
                "%d clients, seed %d: %d appended, %d refused, %d events%n",
                clients, seed, last.size(), all.count(Told.REFUSED), all.events().size());
    }

    @Test
    void eightClientsSeeOneOrder() throws Exception {
        check(8, 5, 1);
    }

    @Test
    void sixtyFourClientsSeeOneOrder() throws Exception {
        check(64, 1, 2);
    }

    @Test
    @Tag("long")
    void manyHistoriesAreInOneOrder() throws Exception {
        int histories = Integer.getInteger("tarn.histories", 50);
        for (int seed = 0; seed < histories; seed++) {
            check(2 + seed % 15, 6, seed);
        }
        check(64, 6, 1);
    }
}
