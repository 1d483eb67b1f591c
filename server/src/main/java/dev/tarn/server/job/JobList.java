package dev.tarn.server.job;

import dev.tarn.catalog.TarnCatalog;
import dev.tarn.catalog.store.JobRunRow;
import dev.tarn.catalog.store.PipeRow;
import dev.tarn.catalog.store.TaskRow;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// The durable jobs of a catalog that are not done, and what they did lately.
final class JobList {
    private JobList() {}

    /// The newest first.
    ///
    /// @param maySee whether the jobs of an owner are told
    static List<JobInfo> jobs(TarnCatalog catalog, Predicate<String> maySee) {
        Map<String, String> owners = new HashMap<>();
        for (String warehouse : catalog.catalogs().keySet()) {
            for (PipeRow pipe : catalog.pipes(warehouse).listAll()) {
                owners.put(pipe.id(), PipeJson.read(pipe.definition()).owner());
            }
        }
        Instant now = catalog.jobs().clock().instant();
        List<JobInfo> jobs = new ArrayList<>();
        for (TaskRow task : catalog.jobs().open()) {
            String owner = owners.getOrDefault(task.subjectId(), JobInfo.SYSTEM);
            if (maySee.test(owner)) {
                jobs.add(JobInfo.of(task, owner, now));
            }
        }
        return jobs;
    }

    /// The newest first.
    static List<JobRunRow> runs(TarnCatalog catalog, Predicate<String> maySee) {
        return catalog.jobs().runs().stream().filter(run -> maySee.test(run.owner())).toList();
    }
}
