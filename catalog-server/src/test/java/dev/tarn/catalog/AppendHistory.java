package dev.tarn.catalog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What concurrent clients did to one list that can only be appended to, and whether it is
/// linearizable: whether the list could have come about by doing everything one after the other, at
/// a moment between the beginning and the end of each request.
///
/// Every value is appended by one request only. The final list fixes the order of appends, and a
/// read is a prefix of it, so everything has a place: the append of the n-th value at 2n + 1, a
/// read of n values at 2n. The history is linearizable exactly if the reads are prefixes, the list
/// holds what it should, and nothing that ended before something else began has a later place: a
/// cycle needs a pair like that, since within one place there are only reads, which time orders.
/// (Wing and Gong, "Testing and verifying concurrent objects", 1993, has the general problem.)
final class AppendHistory {

    /// What a client was told about an append.
    enum Told {
        DONE,
        REFUSED,
        UNKNOWN;

        /// What the answer to a commit promises, as Iceberg's clients understand it.
        static Told of(int status) {
            return switch (status) {
                case 200, 204 -> DONE;
                case 404, 409, 429, 503 -> REFUSED;
                case 500, 502, 504 -> UNKNOWN;
                default -> throw new IllegalStateException("A commit was answered " + status);
            };
        }
    }

    /// One request; times are of one clock.
    sealed interface Event {
        long begin();

        long end();
    }

    record Append(long value, long begin, long end, Told told) implements Event {}

    record Read(List<Long> seen, long begin, long end) implements Event {
        Read {
            seen = List.copyOf(seen);
        }
    }

    private AppendHistory() {}

    /// What is wrong with the history; empty when nothing is.
    static Optional<String> flaw(List<Event> events, List<Long> finalList) {
        Map<Long, Integer> places = new HashMap<>();
        for (int i = 0; i < finalList.size(); i++) {
            if (places.put(finalList.get(i), i) != null) {
                return Optional.of("There twice: " + finalList.get(i));
            }
        }
        List<Placed> placed = new ArrayList<>();
        Set<Long> tried = new HashSet<>();
        for (Event event : events) {
            switch (event) {
                case Append append -> {
                    tried.add(append.value());
                    Integer place = places.get(append.value());
                    if (place == null && append.told() == Told.DONE) {
                        return Optional.of("Lost: " + append);
                    }
                    if (place != null && append.told() == Told.REFUSED) {
                        return Optional.of("Refused and there: " + append);
                    }
                    if (place != null) {
                        placed.add(new Placed(append, 2 * place + 1));
                    }
                }
                case Read read -> {
                    if (!isPrefix(read.seen(), finalList)) {
                        return Optional.of("No prefix of the final list: " + read);
                    }
                    placed.add(new Placed(read, 2 * read.seen().size()));
                }
            }
        }
        for (Long value : finalList) {
            if (!tried.contains(value)) {
                return Optional.of("Nobody appended it: " + value);
            }
        }
        return outOfOrder(placed);
    }

    private static boolean isPrefix(List<Long> seen, List<Long> list) {
        return seen.size() <= list.size() && list.subList(0, seen.size()).equals(seen);
    }

    /// @param place in the order that the final list asks for
    private record Placed(Event event, int place) {
        /// An append that nobody answered may have happened long after its client gave up.
        long end() {
            return event instanceof Append append && append.told() == Told.UNKNOWN
                    ? Long.MAX_VALUE
                    : event.end();
        }
    }

    /// Goes through the beginnings in order of time, with the highest place that had ended before.
    private static Optional<String> outOfOrder(List<Placed> placed) {
        List<Placed> byBegin = new ArrayList<>(placed);
        byBegin.sort(Comparator.comparingLong(one -> one.event().begin()));
        List<Placed> byEnd = new ArrayList<>(placed);
        byEnd.sort(Comparator.comparingLong(Placed::end));
        Placed highest = null;
        int ended = 0;
        for (Placed one : byBegin) {
            while (ended < byEnd.size() && byEnd.get(ended).end() < one.event().begin()) {
                Placed earlier = byEnd.get(ended++);
                if (highest == null || earlier.place() > highest.place()) {
                    highest = earlier;
                }
            }
            if (highest != null && highest.place() > one.place()) {
                return Optional.of(
                        "Ended before the other began and comes after it: %s, %s"
                                .formatted(highest.event(), one.event()));
            }
        }
        return Optional.empty();
    }
}
