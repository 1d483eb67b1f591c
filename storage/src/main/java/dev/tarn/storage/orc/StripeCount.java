package dev.tarn.storage.orc;

import dev.tarn.storage.FileReadRequest;
import dev.tarn.storage.ScanCounters;

import org.apache.orc.StripeInformation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Counts what orc-core left out of a range of a file, which it does not tell itself: stripes of
/// which no row came are row groups skipped by bounds, other rows that did not come were left out
/// by the index of their stripe. One thread.
final class StripeCount {
    private final ScanCounters counters;
    private final List<Stripe> stripes;
    private final long[] readRows;
    private long reached;

    private record Stripe(long firstRow, long rowCount) {}

    /// Counts for the stripes of `stripes`, all of a file's, that start in the range of `request`.
    StripeCount(List<StripeInformation> stripes, FileReadRequest request, ScanCounters counters) {
        this.counters = counters;
        this.stripes = new ArrayList<>();
        long firstRow = 0;
        for (StripeInformation stripe : stripes) {
            long offset = stripe.getOffset() - request.start();
            if (offset >= 0 && offset < request.lengthBytes()) {
                this.stripes.add(new Stripe(firstRow, stripe.getNumberOfRows()));
            }
            firstRow += stripe.getNumberOfRows();
        }
        this.readRows = new long[this.stripes.size()];
    }

    /// Rows from `position` on have come; they are of one stripe.
    void read(long position, int rowCount) {
        for (int i = 0; i < stripes.size(); i++) {
            long offset = position - stripes.get(i).firstRow();
            if (offset >= 0 && offset < stripes.get(i).rowCount()) {
                readRows[i] += rowCount;
            }
        }
        reached = position + rowCount;
    }

    /// No row will come from here on: the end of the range was reached, or reading was given up.
    void finish(boolean atEnd) {
        for (int i = 0; i < stripes.size(); i++) {
            Stripe stripe = stripes.get(i);
            boolean passed = atEnd || stripe.firstRow() + stripe.rowCount() <= reached;
            if (readRows[i] == 0 && !passed) {
                continue;
            }
            counters.rowGroups.increment();
            if (readRows[i] == 0) {
                counters.skippedByBounds.increment();
            } else if (passed) {
                long left = stripe.rowCount() - readRows[i];
                counters.rows.add(left);
                counters.rowsSkippedByPages.add(left);
            }
        }
        Arrays.fill(readRows, 0);
        stripes.clear();
    }
}
