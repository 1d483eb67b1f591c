package dev.tarn.maintenance.orphan;

import dev.tarn.maintenance.journal.Journal;
import dev.tarn.maintenance.journal.Journals;
import dev.tarn.maintenance.reach.FileNames;
import dev.tarn.maintenance.reach.TableFile;
import dev.tarn.maintenance.reach.TableTarget;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// Orphans that wait: a journal names them with the time they were first found. They stay where
/// they are, because stores of objects cannot move; what makes the wait safe is that a file is
/// deleted only if it is an orphan again at its end.
final class Quarantine {
    /// In the place of the time: the file was restored, and is never an orphan again.
    static final long RESTORED = -1;

    private Quarantine() {}

    /// The journals of orphans, the oldest first.
    static List<Journal> find(TableTarget target, Journals journals) {
        return journals.find().stream()
                .filter(journal -> journal.action() == Journal.Action.QUARANTINE)
                .filter(journal -> isOf(target, journal))
                .toList();
    }

    /// Whether a journal is the table's, and not that of one that was there before.
    static boolean isOf(TableTarget target, Journal journal) {
        return Objects.equals(journal.tableUuid(), target.metadata().uuid());
    }

    static boolean isRestored(@Nullable TableFile mark) {
        return mark != null && mark.millis() == RESTORED;
    }

    /// Takes files out of quarantine for good; returns how many.
    ///
    /// @param locations null for all of them
    static long restore(TableTarget target, @Nullable List<String> locations) {
        Journals journals = new Journals(target);
        Set<FileNames.Name> wanted = new HashSet<>();
        if (locations != null) {
            locations.forEach(location -> wanted.add(FileNames.STANDARD.name(location)));
        }
        long[] restored = {0};
        for (Journal old : find(target, journals)) {
            try (Journals.Writer writer = journals.begin(Journal.Action.QUARANTINE, List.of())) {
                journals.read(
                        old,
                        file -> {
                            boolean isMeant =
                                    locations == null
                                            || wanted.contains(
                                                    FileNames.STANDARD.name(file.location()));
                            restored[0] += isMeant && !isRestored(file) ? 1 : 0;
                            writer.add(isMeant ? at(file, RESTORED) : file);
                        });
                writer.finish();
            }
            journals.delete(old);
        }
        return restored[0];
    }

    /// The file with another time.
    static TableFile at(TableFile file, long millis) {
        return new TableFile(file.location(), file.kind(), file.bytes(), millis);
    }
}
