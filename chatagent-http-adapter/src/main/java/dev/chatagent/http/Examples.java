package dev.chatagent.http;

import dev.chatagent.account.AccountSummary;
import dev.chatagent.account.SecondFactors;
import dev.chatagent.account.User;
import dev.chatagent.auth.Permission;
import dev.chatagent.backup.Backup;
import dev.chatagent.backup.Backups;
import dev.chatagent.chat.ChatSession;
import dev.chatagent.chat.DraftPart;
import dev.chatagent.chat.FoundMessage;
import dev.chatagent.chat.Message;
import dev.chatagent.chat.MessageRole;
import dev.chatagent.chat.MessageStatus;
import dev.chatagent.chat.Part;
import dev.chatagent.chat.Run;
import dev.chatagent.chat.RunStatus;
import dev.chatagent.health.ComponentHealth;
import dev.chatagent.health.Health;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.ConnectionId;
import dev.chatagent.id.FileId;
import dev.chatagent.id.LoginId;
import dev.chatagent.id.MessageId;
import dev.chatagent.id.RunId;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import dev.chatagent.presence.ConnectionKind;
import dev.chatagent.presence.PresentConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the API's description shows as examples: values of the very types that are read and written. */
final class Examples {
    static final String EMAIL = "ada@example.org";
    static final String PASSWORD = "four words that differ";
    static final String NEW_PASSWORD = "other words than before";
    static final String OPAQUE = "q0y5b2X3kT1n8w6H4uV9eA7cR2mL5sJ0dF3gZ8xP1oY";
    static final String JWT = "eyJhbGciOiJIUzI1NiIsImtpZCI6ImsxIn0.eyJzdWIiOiI1ZjBmNmQ1ZSJ9.c2lnbmF0dXJl";
    static final String CURSOR = "MjAyNi0xMS0yNVQwOTowMDowMFogYQ";
    static final String HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    static final String REQUEST_ID = "0b8f6f0e-8f0e-4b0c-9d57-3f8d0d8a1c11";

    private static final Instant TIME = Instant.parse("2026-11-25T09:00:00Z");
    private static final UserId USER_ID = UserId.parse("5f0f6d5e-1f0b-4c5e-9a55-0d9a7a3f2b10");
    private static final ChatId CHAT_ID = ChatId.parse("3d0ca315-aff9-4fc2-be61-3b76b9a2d798");
    private static final LoginId LOGIN_ID = LoginId.parse("f1b6f1de-8d6b-4bd8-8f0e-0f2f6f7f5a11");
    private static final MessageId ANSWER_ID = new MessageId(CHAT_ID, 2);

    static final User USER = new User(USER_ID, EMAIL, "Ada", List.of("user"), TenantId.DEFAULT, TIME);
    static final AccountSummary ACCOUNT = new AccountSummary(USER, false, true);
    static final AuthRoutes.ProfileAnswer PROFILE = new AuthRoutes.ProfileAnswer(USER, true);
    static final TokenAnswers.TokenAnswer TOKENS =
            new TokenAnswers.TokenAnswer(JWT, "Bearer", 900, OPAQUE, OPAQUE, USER);
    static final LoginRoutes.LoginItem LOGIN = new LoginRoutes.LoginItem(
            LOGIN_ID, "Firefox on Linux", "203.0.113.7", TIME, TIME, TIME.plus(Duration.ofDays(7)), true);
    static final ApiKeyRoutes.KeyItem KEY = new ApiKeyRoutes.KeyItem(
            LOGIN_ID,
            "nightly report",
            "cak_q0y5",
            List.of(Permission.CHAT),
            TIME,
            TIME.plus(Duration.ofDays(90)),
            TIME.plus(Duration.ofHours(1)));
    static final SecondFactors.Enrollment ENROLLMENT = new SecondFactors.Enrollment(
            "JBSWY3DPEHPK3PXP", "otpauth://totp/chatagent:ada@example.org?secret=JBSWY3DPEHPK3PXP&issuer=chatagent");
    static final PresentConnection CONNECTION = new PresentConnection(
            ConnectionId.parse("7c9e6679-7425-40de-944b-e07fc1f90ae7"), ConnectionKind.WEBSOCKET, TIME);
    static final ChatSession CHAT = new ChatSession(CHAT_ID, "Prime numbers", "echo", TIME, TIME, 2);
    static final Message MESSAGE = new Message(
            new MessageId(CHAT_ID, 1),
            1,
            null,
            MessageRole.USER,
            List.of(
                    new Part.Text("Which numbers are prime?"),
                    new Part.File(
                            FileId.parse("0e8dfa1c-4cf3-4a3c-8d3c-5d8f0f4d6b21"), "primes.csv", "text/csv", 4_711)),
            MessageStatus.COMPLETE,
            TIME,
            null,
            null);
    static final FileRoutes.FileItem FILE = new FileRoutes.FileItem(
            FileId.parse("0e8dfa1c-4cf3-4a3c-8d3c-5d8f0f4d6b21"),
            "primes.csv",
            "text/csv",
            4_711,
            HASH,
            new MessageId(CHAT_ID, 1),
            TIME);
    static final List<DraftPart> DRAFT =
            List.of(new DraftPart.Text("Which numbers are prime?"), new DraftPart.File(FILE.id()));
    static final Run RUN = new Run(
            RunId.parse("7c9e6679-7425-40de-944b-e07fc1f90ae7"), ANSWER_ID, RunStatus.RUNNING, TIME, null, null, null);
    static final FoundMessage FOUND = new FoundMessage(
            CHAT_ID, "Prime numbers", ANSWER_ID, 2, MessageRole.ASSISTANT, TIME, "2, 3, 5 and 7 are prime");
    static final AdminRoutes.AuditItem AUDIT = new AdminRoutes.AuditItem(
            4_711, TIME, "user_created", USER_ID, USER_ID, "203.0.113.7", "{\"roles\":\"user\"}", HASH);
    static final Backups.Status BACKUPS =
            new Backups.Status(List.of(new Backup("chatagent-20261125-090000.bak", TIME, 73_400)), false, null);
    static final SystemRoutes.KeySet KEY_SET = new SystemRoutes.KeySet(List.of(new TreeMap<>(Map.of(
            "kty", "EC",
            "crv", "P-256",
            "use", "sig",
            "alg", "ES256",
            "kid", "k1",
            "x", "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"))));

    private Examples() {}

    static Health.Report healthReport(ComponentHealth storage) {
        return new Health.Report(storage.status(), Map.of("storage", storage));
    }
}
