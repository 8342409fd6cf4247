package dev.chatagent.jdbc;

import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who runs the server and owns its files: the user of this process or, since PostgreSQL refuses root, somebody without rights.
 *
 * @param prefix goes before each of the server's commands
 */
record ServerAccount(List<String> prefix, int uid, int gid) {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** The one that works here, with the way to the directory opened for it. The directory exists. */
    static ServerAccount choose(Path directory, PostgresBinaries binaries) throws IOException {
        Path mine = Files.createTempFile(directory, PostgresCluster.UNFINISHED, "");
        int uid = attribute(mine, "uid");
        int gid = attribute(mine, "gid");
        Files.delete(mine);
        if (uid != 0) {
            return new ServerAccount(List.of(), uid, gid);
        }
        for (ServerAccount account : forRoot(directory)) {
            if (account.works(directory, binaries)) {
                return account;
            }
        }
        throw new ChatAgentException(
                ErrorCode.UNAVAILABLE,
                "PostgreSQL does not run as root, and no other user could be taken for it: with 'setpriv' none of the owner"
                        + " of " + directory
                        + ", 'postgres' and 'nobody' gets to that directory, and 'unshare -U' is not"
                        + " allowed. Run chatagent as an ordinary user, or let others pass through the directories above"
                        + " (chmod o+x).");
    }

    /** An account of its own is the better wall, but it must be able to get to the directory; root's files hold no one back. */
    private static List<ServerAccount> forRoot(Path directory) throws IOException {
        List<ServerAccount> accounts = new ArrayList<>();
        Optional<String> setpriv = Command.find("setpriv");
        if (setpriv.isPresent()) {
            for (Ids ids : candidates(directory)) {
                accounts.add(withoutRights(setpriv.get(), ids));
            }
        }
        Command.find("unshare")
                .ifPresent(unshare -> accounts.add(new ServerAccount(List.of(unshare, "-U", "--"), 0, 0)));
        return accounts;
    }

    private static ServerAccount withoutRights(String setpriv, Ids ids) {
        List<String> prefix =
                List.of(setpriv, "--reuid=" + ids.uid, "--regid=" + ids.gid, "--clear-groups", "--no-new-privs", "--");
        return new ServerAccount(prefix, ids.uid, ids.gid);
    }

    private record Ids(int uid, int gid) {}

    private static Set<Ids> candidates(Path directory) throws IOException {
        Set<Ids> ids = new LinkedHashSet<>();
        for (Path owned : List.of(directory.resolve(PostgresCluster.DATA), directory)) {
            if (Files.isDirectory(owned) && attribute(owned, "uid") != 0) {
                ids.add(new Ids(attribute(owned, "uid"), attribute(owned, "gid")));
            }
        }
        for (String name : List.of("postgres", "nobody")) {
            Command.Result uid = Command.run(List.of("id", "-u", name), "", LIMIT);
            Command.Result gid = Command.run(List.of("id", "-g", name), "", LIMIT);
            if (uid.succeeded() && gid.succeeded()) {
                ids.add(new Ids(Integer.parseInt(uid.output()), Integer.parseInt(gid.output())));
            }
        }
        return ids;
    }

    private boolean works(Path directory, PostgresBinaries binaries) throws IOException {
        letIn(directory);
        Path home = directory.getParent();
        if (home != null && !home.equals(Path.of(System.getProperty("user.home")))) {
            letIn(home);
        }
        String probe = "test \"$(id -u)\" != 0 && test -x \"$0\" && exec \"$1\" --version";
        return Command.run(command("sh", "-c", probe, directory.toString(), binaries.program("postgres")), "", LIMIT)
                .succeeded();
    }

    /** Lets the account pass through a directory of root's, and see nothing of what is in it. */
    private void letIn(Path directory) throws IOException {
        Set<PosixFilePermission> mode = EnumSet.copyOf(Files.getPosixFilePermissions(directory));
        boolean ours = attribute(directory, "uid") == 0;
        if (uid == 0 || !ours || mode.contains(PosixFilePermission.OTHERS_EXECUTE)) {
            return;
        }
        if (attribute(directory, "gid") != gid) {
            mode.removeAll(EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_WRITE));
            Files.setAttribute(directory, "unix:gid", gid);
        }
        mode.add(PosixFilePermission.GROUP_EXECUTE);
        Files.setPosixFilePermissions(directory, mode);
    }

    /** A command line that runs a program as this account. */
    List<String> command(String... program) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(program));
        return command;
    }

    /** Gives the account what is in a directory, unless it has it. */
    void own(Path top) throws IOException {
        if (attribute(top, "uid") == uid) {
            return;
        }
        Files.walkFileTree(top, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                give(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                give(directory); // after what is in it, so that an interrupted walk is begun again
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private void give(Path path) throws IOException {
        Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
    }

    private static int attribute(Path path, String name) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:" + name, LinkOption.NOFOLLOW_LINKS);
    }
}
