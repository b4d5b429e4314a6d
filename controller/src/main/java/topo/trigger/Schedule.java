package topo.trigger;

import java.text.ParseException;
import java.util.Date;
import java.util.Properties;
import java.util.TimeZone;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.quartz.CronExpression;
import org.quartz.CronScheduleBuilder;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDataMap;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;

/**
 * Asks for a look at everything again and again, by Quartz: every so often, or at the times of a cron expression. Each time is put off by a
 * random part of a tenth of the interval, one second at most, so that many hosts with one schedule do not all look at once.
 */
public final class Schedule implements AutoCloseable {
    private static final double JITTER = 0.1;
    private static final long LONGEST_JITTER_NANOS = 1_000_000_000L;
    private static final String TASK = "task";

    private final Scheduler scheduler;

    private Schedule(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** What may be said as a schedule. */
    public sealed interface Times {
        /** Every so many milliseconds, at least 1. */
        record Every(long millis) implements Times {}

        /** Every so many milliseconds, or more rarely where a look takes long. */
        record AtMost(long millis) implements Times {}

        /** A cron expression as Quartz reads it: seconds, minutes, hours, day of month, month, day of week, and a year if wanted. */
        record Cron(String expression) implements Times {}
    }

    /** Why this is no cron expression, or null if it is one. */
    public static String cronProblem(String expression) {
        try {
            new CronExpression(expression);
            return null;
        } catch (ParseException wrong) {
            return wrong.getMessage();
        }
    }

    /** Starts it. {@code resync} is given how many nanoseconds to put the look off, on a thread of the schedule's. */
    public static Schedule start(Times times, Consumer<Long> resync, DoubleSupplier random) {
        Properties settings = new Properties();
        settings.setProperty("org.quartz.scheduler.instanceName", "topo");
        settings.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
        settings.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
        settings.setProperty("org.quartz.threadPool.threadCount", "1");
        settings.setProperty("org.quartz.scheduler.makeSchedulerThreadDaemon", "true");
        settings.setProperty("org.quartz.threadPool.makeThreadsDaemons", "true");
        settings.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
        long jitter = times instanceof Times.Cron ? LONGEST_JITTER_NANOS : (long) (millis(times) * 1_000_000 * JITTER);
        Runnable task = () -> resync.accept((long) (Math.min(jitter, LONGEST_JITTER_NANOS) * random.getAsDouble()));
        try {
            Scheduler scheduler = new StdSchedulerFactory(settings).getScheduler();
            JobDataMap data = new JobDataMap();
            data.put(TASK, task);
            scheduler.scheduleJob(JobBuilder.newJob(Resync.class).usingJobData(data).build(), trigger(times));
            scheduler.start();
            return new Schedule(scheduler);
        } catch (SchedulerException impossible) {
            throw new IllegalStateException("start the schedule: " + impossible.getMessage(), impossible);
        }
    }

    private static long millis(Times times) {
        return times instanceof Times.Every every ? every.millis() : ((Times.AtMost) times).millis();
    }

    /** Times that were missed, as when the machine slept, are made up for by one look. */
    private static Trigger trigger(Times times) {
        TriggerBuilder<Trigger> builder = TriggerBuilder.newTrigger();
        if (!(times instanceof Times.Cron)) {
            Date first = new Date(System.currentTimeMillis() + millis(times));
            return builder.startAt(first).withSchedule(SimpleScheduleBuilder.simpleSchedule().withIntervalInMilliseconds(millis(times))
                    .repeatForever().withMisfireHandlingInstructionNextWithRemainingCount()).build();
        }
        return builder.withSchedule(CronScheduleBuilder.cronSchedule(((Times.Cron) times).expression()).inTimeZone(TimeZone.getDefault())
                .withMisfireHandlingInstructionFireAndProceed()).build();
    }

    /** Quartz makes one for each firing. */
    public static final class Resync implements Job {
        @Override
        public void execute(JobExecutionContext context) {
            ((Runnable) context.getMergedJobDataMap().get(TASK)).run();
        }
    }

    @Override
    public void close() {
        try {
            scheduler.shutdown(false);
        } catch (SchedulerException gone) {
            throw new IllegalStateException("end the schedule: " + gone.getMessage(), gone);
        }
    }
}
