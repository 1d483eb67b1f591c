package dev.tarn.engine.function;

import dev.tarn.engine.kernel.RangeSelections;
import dev.tarn.engine.kernel.Simd;

import java.util.Arrays;

/// The selected rows of a batch put together by group, so that a loop over one group's rows keeps
/// its state in registers: with few groups, adding to arrays by group has each row wait for the row
/// before it.
///
/// The rows of `groups[g]` are `rows[starts[g]..starts[g + 1])`, ascending, for `g` below
/// `groupCount`. Arrays may be longer, belong to this, and are good until it is filled again. Not
/// thread-safe.
public final class GroupedRows {
    /// Groups up to which a batch is worth ordering.
    public static final int MAX_GROUPS = 64;

    /// Selected rows that a group has on average, at least.
    private static final int MIN_ROWS_A_GROUP = 16;

    /// Groups up to which each has its rows picked by vector instructions.
    private static final int MAX_PICKED_GROUPS = 8;

    public int groupCount;
    public int[] groups = new int[0];
    public int[] starts = new int[1];
    public int[] rows = new int[0];

    private int[] places = new int[0];
    private final int[] next = new int[MAX_GROUPS];

    /// Whether rows of so many groups are worth putting together.
    public static boolean isWorth(int groupCount, int rowCount) {
        return groupCount <= MAX_GROUPS && rowCount >= (long) groupCount * MIN_ROWS_A_GROUP;
    }

    /// Takes the rows that `selected` selects, of which the `i`th is of group `groupOf[i]`; there
    /// are `allGroups` groups.
    public void fill(int[] groupOf, Rows selected, int allGroups) {
        int count = selected.selectedCount();
        if (rows.length < count) {
            rows = new int[count];
            places = new int[count + Long.SIZE];
        }
        if (groups.length == 0) {
            groups = new int[MAX_GROUPS];
            starts = new int[MAX_GROUPS + 1];
        }
        groupCount = 0;
        if (allGroups == 1) {
            for (int i = 0; i < count; i++) {
                places[i] = i;
            }
            append(0, selected, 0, count);
        } else if (allGroups <= MAX_PICKED_GROUPS && Simd.isUsed()) {
            pick(groupOf, selected, allGroups);
        } else {
            order(groupOf, selected, allGroups);
        }
    }

    private void pick(int[] groupOf, Rows selected, int allGroups) {
        int count = selected.selectedCount();
        int at = 0;
        for (int group = 0; group < allGroups; group++) {
            int found = RangeSelections.inRange(groupOf, group, group, null, null, count, places);
            append(group, selected, at, found);
            at += found;
        }
    }

    /// Adds the first `count` of `places` as the rows of `group`.
    private void append(int group, Rows selected, int at, int count) {
        if (count == 0) {
            return;
        }
        groups[groupCount] = group;
        starts[groupCount++] = at;
        starts[groupCount] = at + count;
        int[] selection = selected.selection();
        if (selection == null) {
            System.arraycopy(places, 0, rows, at, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            rows[at + i] = selection[places[i]];
        }
    }

    private void order(int[] groupOf, Rows selected, int allGroups) {
        int count = selected.selectedCount();
        int[] cursors = next;
        Arrays.fill(cursors, 0, allGroups, 0);
        for (int i = 0; i < count; i++) {
            cursors[groupOf[i]]++;
        }
        int at = 0;
        for (int group = 0; group < allGroups; group++) {
            int size = cursors[group];
            cursors[group] = at;
            if (size > 0) {
                groups[groupCount] = group;
                starts[groupCount++] = at;
                at += size;
            }
        }
        starts[groupCount] = at;
        for (int i = 0; i < count; i++) {
            rows[cursors[groupOf[i]]++] = selected.row(i);
        }
    }

    /// Heap that this holds.
    public long sizeBytes() {
        return 4L * (rows.length + places.length + groups.length + starts.length + next.length);
    }
}
