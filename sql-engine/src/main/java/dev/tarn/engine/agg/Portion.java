package dev.tarn.engine.agg;

import dev.tarn.engine.columns.KeyStore;
import dev.tarn.engine.physical.Plan;

import java.util.Objects;

/// Groups that have left the table of a driver, put in the order of their partitions, so that
/// merging one of those reads a run: those of partition `p` are `starts[p]..starts[p + 1]`. A key
/// may stand in several of them. Only read.
record Portion(GroupStates states, int[] starts) {
    /// All of `from`, by the upper bits of the hash; `from` is of no more use.
    static Portion of(Plan.Aggregate plan, GroupStates from) {
        KeyStore keys = Objects.requireNonNull(from.keys());
        Radix radix = Radix.ofHashes(keys.hashes, keys.count);
        GroupStates ordered = GroupStates.rows(plan, keys.taken(radix.numbers()));
        ordered.resizeAccumulators();
        int[] places = new int[keys.count];
        for (int place = 0; place < places.length; place++) {
            places[place] = place;
        }
        for (int call = 0; call < ordered.callCount(); call++) {
            ordered.accumulator(call)
                    .merge(from.accumulator(call), radix.numbers(), places, places.length);
        }
        return new Portion(ordered, radix.starts());
    }

    long sizeBytes() {
        return states.sizeBytes() + 4L * starts.length;
    }
}
