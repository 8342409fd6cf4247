package dev.chatagent.file;

import dev.chatagent.auth.Permission;
import dev.chatagent.auth.Principal;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.FileId;
import dev.chatagent.id.IdGenerator;
import dev.chatagent.id.UserId;
import dev.chatagent.storage.Storage;
import dev.chatagent.storage.UnitOfWork;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A person's files: upload, list, read, delete. Everything is the caller's own; the rest does not exist. Thread-safe. */
public final class Files {
    /** Most items of a page. */
    public static final int MAX_PAGE = 200;

    private static final Logger LOG = LoggerFactory.getLogger(Files.class);
    private static final int MAX_UPLOADS = 64;
    private static final Duration RETRY = Duration.ofSeconds(5);

    /** Longer than any upload takes from its first piece in the storage to its last. */
    private static final Duration ABANDONED = Duration.ofMinutes(10);

    private static final Duration UNUSED = Duration.ofHours(24);
    private static final int SWEPT = 20;

    private final Storage storage;
    private final FileRules rules;
    private final Spool spool;
    private final Clock clock;
    private final IdGenerator ids;
    private final Semaphore uploads = new Semaphore(MAX_UPLOADS);

    /** Wired by the runtime. */
    public Files(Storage storage, FileRules rules, Spool spool, Clock clock, IdGenerator ids) {
        this.storage = storage;
        this.rules = rules;
        this.spool = spool;
        this.clock = clock;
        this.ids = ids;
    }

    public FileRules rules() {
        return rules;
    }

    /**
     * Begins to take a file, after looking at all that can be known before its bytes. The caller closes what it gets.
     *
     * @throws ChatAgentException INVALID_REQUEST for the name, UNSUPPORTED_MEDIA_TYPE for the type, PAYLOAD_TOO_LARGE for the
     *     length, QUOTA_EXCEEDED, NOT_FOUND for the chat, OVERLOADED
     */
    public Upload begin(Principal principal, ChatId chat, NewFile file) {
        principal.require(Permission.CHAT);
        requireChat(principal, chat);
        FileType type = FileType.declared(file.contentType())
                .filter(rules.types()::contains)
                .orElseThrow(() -> new ChatAgentException(
                        ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                        "Files of these types are taken: " + FileType.names(rules.types()) + "."));
        String name = FileName.accept(file.name(), type);
        long length = file.length().orElse(0);
        if (length > rules.maxBytes()) {
            throw Refusals.tooLarge(rules.maxBytes());
        }
        storage.read(unit -> {
            boolean repeated = file.idempotencyKey()
                    .flatMap(key -> unit.get(FileRepository.class).findByKey(principal.user(), key))
                    .isPresent();
            requireRoom(unit, principal.user(), chat, repeated ? Optional.empty() : Optional.of(length));
            return true;
        });
        return spooling(new Target(principal, chat, name, type, file.idempotencyKey()));
    }

    /** First of all: whoever has no such chat is told nothing else. */
    private void requireChat(Principal principal, ChatId chat) {
        if (!storage.read(unit -> unit.get(FileRepository.class).hasChat(principal.user(), chat))) {
            throw ChatAgentException.notFound();
        }
    }

    private void requireRoom(UnitOfWork unit, UserId owner, ChatId chat, Optional<Long> more) {
        FileRepository files = unit.get(FileRepository.class);
        if (!files.hasChat(owner, chat)) {
            throw ChatAgentException.notFound();
        }
        FileRepository.Taken taken = files.taken(owner, chat);
        if (more.isPresent() && taken.chatFiles() >= rules.perChat()) {
            throw new ChatAgentException(
                    ErrorCode.QUOTA_EXCEEDED,
                    "A chat has at most " + rules.perChat() + " files. Delete one, or go on in another chat.");
        }
        if (more.isPresent() && taken.ownerBytes() + more.get() > rules.perUserBytes()) {
            throw new ChatAgentException(
                    ErrorCode.QUOTA_EXCEEDED,
                    "Your files may take " + rules.perUserBytes() + " bytes, and " + taken.ownerBytes()
                            + " are taken. Delete some, or chats with files in them.");
        }
    }

    private Upload spooling(Target target) {
        if (!uploads.tryAcquire()) {
            throw ChatAgentException.retryLater(
                    ErrorCode.OVERLOADED, "Too many files are coming in; try again in a moment.", RETRY);
        }
        try {
            return new Upload(this, target, spool.open());
        } catch (IOException | RuntimeException e) {
            uploads.release();
            throw new ChatAgentException(ErrorCode.UNAVAILABLE, "There is nowhere to put files that come in.", e);
        }
    }

    void leave() {
        uploads.release();
    }

    /** Takes the room in one unit, so that nobody gets past a limit, and fills it in short ones, so that nobody waits. */
    StoredFile keep(Target target, Content content, String sha256) throws IOException {
        StoredFile file = new StoredFile(
                new FileId(ids.next()),
                target.chat(),
                target.name(),
                target.type().mediaType(),
                content.size(),
                sha256,
                null,
                now());
        UserId owner = target.principal().user();
        Optional<StoredFile> before = storage.write(unit -> {
            Optional<StoredFile> same = target.key().flatMap(key -> repeated(unit, owner, key, file));
            if (same.isEmpty()) {
                requireRoom(unit, owner, target.chat(), Optional.of(file.size()));
                unit.get(FileRepository.class)
                        .insert(
                                owner,
                                target.principal().tenant(),
                                file,
                                target.key().orElse(null));
            }
            return same;
        });
        if (before.isEmpty()) {
            fill(owner, file, content);
        }
        return before.orElse(file);
    }

    private Optional<StoredFile> repeated(UnitOfWork unit, UserId owner, String key, StoredFile file) {
        FileRepository files = unit.get(FileRepository.class);
        FileRepository.Keyed found = files.findByKey(owner, key).orElse(null);
        if (found == null) {
            return Optional.empty();
        }
        StoredFile other = found.file();
        if (!found.complete()) {
            if (other.createdAt().isAfter(now().minus(ABANDONED))) {
                throw new ChatAgentException(ErrorCode.CONFLICT, "The file with this Idempotency-Key is being stored.");
            }
            files.delete(owner, other.chat(), other.id());
            return Optional.empty();
        }
        boolean same = other.chat().equals(file.chat())
                && other.name().equals(file.name())
                && other.type().equals(file.type())
                && other.sha256().equals(file.sha256());
        if (!same) {
            throw new ChatAgentException(
                    ErrorCode.CONFLICT, "This Idempotency-Key was used for another file; take a fresh one.");
        }
        return Optional.of(other);
    }

    private void fill(UserId owner, StoredFile file, Content content) throws IOException {
        try {
            for (int i = 0; i < Download.pieces(file.size()); i++) {
                int index = i;
                long at = (long) index * Download.PIECE;
                byte[] piece = content.bytes(at, (int) Math.min(Download.PIECE, file.size() - at));
                storage.write(unit -> {
                    unit.get(FileRepository.class).append(owner, file.id(), index, piece);
                    return true;
                });
            }
            if (!storage.write(unit -> unit.get(FileRepository.class).complete(owner, file.id()))) {
                throw ChatAgentException.notFound();
            }
        } catch (RuntimeException | IOException e) {
            giveUp(owner, file);
            throw e;
        }
    }

    private void giveUp(UserId owner, StoredFile file) {
        try {
            storage.write(unit -> unit.get(FileRepository.class).delete(owner, file.chat(), file.id()));
        } catch (RuntimeException e) {
            LOG.debug("What came of a file is deleted later: {}", e.toString());
        }
    }

    /** Newest first. */
    public FilePage list(Principal principal, ChatId chat, Optional<FileRepository.ListPosition> after, int limit) {
        principal.require(Permission.CHAT);
        if (limit < 1 || limit > MAX_PAGE) {
            throw ChatAgentException.invalid("limit", "out_of_range", "Ask for 1 to " + MAX_PAGE + " items.");
        }
        List<StoredFile> found = storage.read(unit -> {
            FileRepository files = unit.get(FileRepository.class);
            if (!files.hasChat(principal.user(), chat)) {
                throw ChatAgentException.notFound();
            }
            return files.list(principal.user(), chat, after, limit + 1);
        });
        if (found.size() <= limit) {
            return new FilePage(found, null);
        }
        StoredFile last = found.get(limit - 1);
        return new FilePage(found.subList(0, limit), new FileRepository.ListPosition(last.createdAt(), last.id()));
    }

    /** A file to read. */
    public Download open(Principal principal, ChatId chat, FileId id) {
        principal.require(Permission.CHAT);
        StoredFile file = storage.read(unit -> unit.get(FileRepository.class).find(principal.user(), chat, id))
                .orElseThrow(ChatAgentException::notFound);
        return new Download(storage, principal.user(), file);
    }

    /** @throws ChatAgentException CONFLICT when a message refers to it: it stays as long as that does */
    public void delete(Principal principal, ChatId chat, FileId id) {
        principal.require(Permission.CHAT);
        storage.write(unit -> {
            FileRepository files = unit.get(FileRepository.class);
            StoredFile file = files.find(principal.user(), chat, id).orElseThrow(ChatAgentException::notFound);
            if (file.message() != null) {
                throw new ChatAgentException(
                        ErrorCode.CONFLICT, "A message refers to this file; it goes when its chat is deleted.");
            }
            return files.delete(principal.user(), chat, id);
        });
    }

    /** Deletes what never became whole, and what no message came to refer to within a day; answers how many files. */
    public int prune() {
        Instant now = clock.instant();
        int all = 0;
        int some = SWEPT;
        while (some == SWEPT) {
            some = storage.write(
                    unit -> unit.get(FileRepository.class).prune(now.minus(ABANDONED), now.minus(UNUSED), SWEPT));
            all += some;
        }
        return all;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
