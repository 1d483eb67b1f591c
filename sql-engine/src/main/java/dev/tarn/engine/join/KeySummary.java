package dev.tarn.engine.join;

/// What is gathered of one key of a build side, over the rows of one range and then of all: how
/// many there are, the rows with the least and the most value, and one row for each value as long
/// as these are few. Owned by one thread.
final class KeySummary {
    /// The most values that are listed.
    static final int MAX_LISTED = 64;

    private static final int SLOTS = 4 * MAX_LISTED;

    private final KeyRows keys;
    private final int[] slots = new int[SLOTS];
    private int listedCount;
    private long rowCount;
    private int least = -1;
    private int most = -1;

    KeySummary(KeyRows keys) {
        this.keys = keys;
    }

    /// Looks at the rows from `from` to before `to`.
    void add(int from, int to) {
        boolean ordered = keys.order() != KeyRows.Order.NONE;
        for (int row = from; row < to; row++) {
            if (keys.isSkipped(row)) {
                continue;
            }
            rowCount++;
            if (ordered) {
                order(row);
                list(row);
            }
        }
    }

    /// Adds what was gathered of other rows.
    void add(KeySummary other) {
        rowCount += other.rowCount;
        if (other.least >= 0) {
            order(other.least);
            order(other.most);
        }
        if (!other.isListed()) {
            listedCount = MAX_LISTED + 1;
            return;
        }
        for (int slot : other.slots) {
            if (slot != 0) {
                list(slot - 1);
            }
        }
    }

    private void order(int row) {
        if (least < 0) {
            least = row;
            most = row;
        } else if (keys.compare(row, least) < 0) {
            least = row;
        } else if (keys.compare(row, most) > 0) {
            most = row;
        }
    }

    private void list(int row) {
        if (listedCount > MAX_LISTED) {
            return;
        }
        int slot = (int) keys.hash(row) & SLOTS - 1;
        while (slots[slot] != 0) {
            if (keys.compare(slots[slot] - 1, row) == 0) {
                return;
            }
            slot = slot + 1 & SLOTS - 1;
        }
        slots[slot] = row + 1;
        listedCount++;
    }

    long rowCount() {
        return rowCount;
    }

    /// A row with the least value; -1 where there is none, or no order.
    int least() {
        return least;
    }

    int most() {
        return most;
    }

    /// Whether all values are listed.
    boolean isListed() {
        return keys.order() != KeyRows.Order.NONE && listedCount <= MAX_LISTED;
    }

    /// One row for each value, where all are listed.
    int[] listed() {
        int[] rows = new int[listedCount];
        int count = 0;
        for (int slot : slots) {
            if (slot != 0) {
                rows[count++] = slot - 1;
            }
        }
        return rows;
    }
}
