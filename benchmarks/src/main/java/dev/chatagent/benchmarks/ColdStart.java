package dev.chatagent.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The launcher's first start in an empty directory, against a Spring Boot application with the same parts. */
final class ColdStart implements Row {
    /** Those of {@code ./run}. */
    private static final List<String> OPTIONS = List.of("-XX:+UseSerialGC", "-Xms24m", "-XX:ReservedCodeCacheSize=64m");

    private static final String MAIN = "dev.chatagent.launcher.Main";
    private static final String SPRING_MAIN = "dev.chatagent.benchmarks.spring.BaselineApplication";

    @Override
    public String name() {
        return "start";
    }

    @Override
    public List<Line> measure(Scale scale) throws Exception {
        List<ServerProcess> plain = new ArrayList<>();
        List<ServerProcess> archived = new ArrayList<>();
        List<ServerProcess> spring = new ArrayList<>();
        try (Folder folder = Folder.create()) {
            Path archive = folder.path().resolve("classes.jsa");
            launcher(folder.path(), List.of("-XX:ArchiveClassesAtExit=" + archive));
            spring(folder.path());
            for (int i = 0; i < scale.starts(); i++) {
                plain.add(launcher(folder.path(), List.of()));
                spring.add(spring(folder.path()));
                archived.add(launcher(folder.path(), List.of("-XX:SharedArchiveFile=" + archive)));
            }
        }
        return List.of(
                line("cold start", plain, spring, ServerProcess::millis, Bar.atMost(0.35), "ms"),
                line("cold start with AppCDS", archived, spring, ServerProcess::millis, Bar.atMost(0.22), "ms"),
                line("resident memory", plain, spring, ColdStart::residentMb, Bar.atMost(0.5), "MB"));
    }

    private static double residentMb(ServerProcess process) {
        return process.residentKb() / 1_024;
    }

    private static ServerProcess launcher(Path folder, List<String> options) throws Exception {
        Path home = Files.createTempDirectory(folder, "home");
        int port = ServerProcess.freePort();
        // The launcher's own classes come as a jar: an archive holds classes of jars alone.
        List<String> all = new ArrayList<>(OPTIONS);
        all.addAll(options);
        return ServerProcess.measure(
                all,
                Checkout.classPath("examples/launcher"),
                List.of(
                        MAIN,
                        "--port",
                        Integer.toString(port),
                        "--home",
                        home.resolve("data").toString()),
                port,
                home.resolve("log"));
    }

    private static ServerProcess spring(Path folder) throws Exception {
        Path home = Files.createTempDirectory(folder, "home");
        int port = ServerProcess.freePort();
        return ServerProcess.measure(
                List.of(),
                Checkout.classPath("benchmarks/spring-boot-baseline"),
                List.of(SPRING_MAIN, "--server.port=" + port, "--baseline.home=" + home),
                port,
                home.resolve("log"));
    }

    private static Line line(
            String row,
            List<ServerProcess> ours,
            List<ServerProcess> spring,
            ToDoubleFunction<ServerProcess> figure,
            Bar bar,
            String unit) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < ours.size(); i++) {
            ratios.add(figure.applyAsDouble(ours.get(i)) / figure.applyAsDouble(spring.get(i)));
        }
        return new Line(
                row,
                "Spring Boot",
                ratios,
                bar,
                String.format(Locale.ROOT, "%.0f against %.0f %s", median(ours, figure), median(spring, figure), unit));
    }

    private static double median(List<ServerProcess> processes, ToDoubleFunction<ServerProcess> figure) {
        double[] sorted = processes.stream().mapToDouble(figure).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
