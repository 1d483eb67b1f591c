package dev.tarn.engine.plan.layout;

import dev.tarn.engine.physical.JoinType;
import dev.tarn.engine.physical.MergeLayout;
import dev.tarn.engine.physical.Plan;

import org.apache.iceberg.NullOrder;
import org.apache.iceberg.SortDirection;
import org.apache.iceberg.SortField;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Finds the layout by which two tables can be joined by merging.
///
/// Both are read as they are, at snapshots that never change, so that what their manifests say of
/// each file holds when the join runs: all are bucketed by the same of the join's keys, whatever
/// the numbers of buckets, which may have changed; and most say that they are sorted by an order
/// that begins with the keys, the same way on both sides, nulls at the same end. Files that do not
/// say so are sorted when they are read.
public final class BucketLayouts {
    private BucketLayouts() {}

    /// The layout for `join`; null where there is none.
    public static @Nullable MergeLayout of(Plan.HashJoin join) {
        if (join.type() == JoinType.NULL_AWARE_ANTI
                || !(join.left() instanceof Plan.TableScan left)
                || !(join.right() instanceof Plan.TableScan right)) {
            return null;
        }
        List<Types.NestedField> leftKeys = keys(left, join.leftKeys());
        List<Types.NestedField> rightKeys = keys(right, join.rightKeys());
        for (int key = 0; key < leftKeys.size(); key++) {
            if (!KeyOrders.isSame(leftKeys.get(key), left.table())
                    || !KeyOrders.isSame(rightKeys.get(key), right.table())) {
                return null;
            }
        }
        TableBuckets leftBuckets = TableBuckets.of(left, ids(leftKeys));
        TableBuckets rightBuckets =
                leftBuckets == null ? null : TableBuckets.of(right, ids(rightKeys));
        if (leftBuckets == null || rightBuckets == null) {
            return null;
        }
        List<MergeLayout.Part> parts = parts(leftBuckets, rightBuckets, leftKeys.size());
        if (parts.isEmpty() || !leftBuckets.fits(parts) || !rightBuckets.fits(parts)) {
            return null;
        }
        for (SortOrder order : leftBuckets.orders()) {
            List<SortField> wanted = prefix(order, ids(leftKeys));
            MergeLayout layout =
                    wanted == null
                            ? null
                            : layout(wanted, parts, leftBuckets, rightBuckets, leftKeys, rightKeys);
            if (layout != null) {
                return layout;
            }
        }
        return null;
    }

    private static List<Types.NestedField> keys(Plan.TableScan scan, List<Integer> ordinals) {
        return ordinals.stream().map(scan.projection().columns()::get).toList();
    }

    private static List<Integer> ids(List<Types.NestedField> fields) {
        return fields.stream().map(Types.NestedField::fieldId).toList();
    }

    /// The keys that both tables are bucketed by, into as many groups as divide all numbers of
    /// buckets.
    private static List<MergeLayout.Part> parts(
            TableBuckets left, TableBuckets right, int keyCount) {
        List<MergeLayout.Part> parts = new ArrayList<>();
        for (int key = 0; key < keyCount; key++) {
            int buckets = gcd(left.buckets(key), right.buckets(key));
            if (left.buckets(key) > 0 && right.buckets(key) > 0) {
                parts.add(new MergeLayout.Part(key, buckets));
            }
        }
        return parts;
    }

    static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    /// The first fields of `order` where these are the `ids`, in whatever sequence, as they are;
    /// null where they are not.
    private static @Nullable List<SortField> prefix(SortOrder order, List<Integer> ids) {
        Set<Integer> wanted = new HashSet<>(ids);
        if (wanted.size() != ids.size() || order.fields().size() < ids.size()) {
            return null;
        }
        List<SortField> first = order.fields().subList(0, ids.size());
        for (SortField field : first) {
            if (!field.transform().isIdentity() || !wanted.remove(field.sourceId())) {
                return null;
            }
        }
        return first;
    }

    private static @Nullable MergeLayout layout(
            List<SortField> wanted,
            List<MergeLayout.Part> parts,
            TableBuckets left,
            TableBuckets right,
            List<Types.NestedField> leftKeys,
            List<Types.NestedField> rightKeys) {
        List<Integer> keys =
                wanted.stream().map(field -> ids(leftKeys).indexOf(field.sourceId())).toList();
        Set<Integer> leftOrders = orders(left, wanted, keys, ids(leftKeys));
        Set<Integer> rightOrders = orders(right, wanted, keys, ids(rightKeys));
        if (!left.isMostlyOf(leftOrders) || !right.isMostlyOf(rightOrders)) {
            return null;
        }
        return new MergeLayout(
                parts,
                keys,
                wanted.stream().map(field -> field.direction() == SortDirection.DESC).toList(),
                wanted.stream().map(field -> field.nullOrder() == NullOrder.NULLS_FIRST).toList(),
                new MergeLayout.Side(left.fields(parts), leftOrders),
                new MergeLayout.Side(right.fields(parts), rightOrders));
    }

    /// The orders of a table whose files are in the `wanted` one, of the columns `ids` there.
    private static Set<Integer> orders(
            TableBuckets table, List<SortField> wanted, List<Integer> keys, List<Integer> ids) {
        Set<Integer> found = new HashSet<>();
        for (SortOrder order : table.orders()) {
            List<SortField> first = prefix(order, ids);
            if (first != null && isSame(first, wanted, keys, ids)) {
                found.add(order.orderId());
            }
        }
        return found;
    }

    private static boolean isSame(
            List<SortField> first, List<SortField> wanted, List<Integer> keys, List<Integer> ids) {
        for (int i = 0; i < wanted.size(); i++) {
            SortField field = first.get(i);
            if (field.sourceId() != ids.get(keys.get(i))
                    || field.direction() != wanted.get(i).direction()
                    || field.nullOrder() != wanted.get(i).nullOrder()) {
                return false;
            }
        }
        return true;
    }
}
