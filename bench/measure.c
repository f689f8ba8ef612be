/* Runs several commands in turn, A B C A B C …, and says how long each took as a whole process.
 *
 *   measure ROUNDS WARM-UP BASELINE -- NAME COMMAND ARGUMENT... [-- NAME COMMAND ARGUMENT...]...
 *
 * An argument's {n} becomes the round's number, so that every round has a fresh directory. Standard output is thrown
 * away. One line a command, fields separated by tabs:
 *   name, wall time in ms (median, p10, p90), peak memory in KiB (median), child processes, threads,
 *   ratio to the command named BASELINE (median of the ratios of each round)
 *
 * This is C, linked statically, because ru_maxrss of a child begins with what its parent had when it was made
 * (fs/exec.c takes the old address space's peak along): a Python harness would put 10 MiB under every figure.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_COMMANDS = 16, MAX_ARGUMENTS = 32, MAX_LENGTH = 512, MAX_ROUNDS = 10000 };

struct command {
    const char *name;
    char **arguments;
    int count;
    double *wall; /* ms, one a round */
    double *memory; /* KiB */
    int processes, threads;
};

static struct command commands[MAX_COMMANDS];
static int command_count;
static char buffers[MAX_ARGUMENTS][MAX_LENGTH];
static char *expanded[MAX_ARGUMENTS + 1];

static void fail(const char *what, const char *detail)
{
    fprintf(stderr, "measure: %s%s%s\n", what, detail ? ": " : "", detail ? detail : "");
    exit(1);
}

static void expand(const struct command *command, int round)
{
    for (int i = 0; i < command->count; i++) {
        const char *argument = command->arguments[i], *place = strstr(argument, "{n}");
        int length = place
            ? snprintf(buffers[i], MAX_LENGTH, "%.*s%d%s", (int)(place - argument), argument, round, place + 3)
            : snprintf(buffers[i], MAX_LENGTH, "%s", argument);
        if (length >= MAX_LENGTH) fail("argument too long", argument);
        expanded[i] = buffers[i];
    }
    expanded[command->count] = NULL;
}

static void check(const struct command *command, int status)
{
    char detail[64];
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return;
    snprintf(detail, sizeof detail, WIFEXITED(status) ? "exit status %d" : "ended by signal %d", WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
    fail(command->name, detail);
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

static void measure(const struct command *command, int null, double *wall, double *memory)
{
    struct rusage usage;
    int status;
    double start = now();
    pid_t child = vfork();
    if (child == 0) {
        dup2(null, 1);
        execv(expanded[0], expanded);
        _exit(127);
    }
    if (child < 0) fail("vfork", strerror(errno));
    while (wait4(child, &status, 0, &usage) < 0)
        if (errno != EINTR) fail("wait4", strerror(errno));
    *wall = now() - start;
    *memory = usage.ru_maxrss;
    check(command, status);
}

/* Counts under ptrace(2), in a run of its own: the tracing would spoil the time. */
static void count(struct command *command, int null)
{
    int status, last = 0;
    pid_t first = fork(), stopped;
    if (first == 0) {
        dup2(null, 1);
        ptrace(PTRACE_TRACEME, 0, NULL, NULL);
        raise(SIGSTOP);
        execv(expanded[0], expanded);
        _exit(127);
    }
    if (first < 0) fail("fork", strerror(errno));
    waitpid(first, &status, 0);
    ptrace(PTRACE_SETOPTIONS, first, NULL, PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL);
    ptrace(PTRACE_CONT, first, NULL, NULL);
    while ((stopped = waitpid(-1, &status, __WALL)) > 0) {
        int event = status >> 16, signal = 0;
        if (!WIFSTOPPED(status)) {
            if (stopped == first) last = status;
            continue;
        }
        if (event == PTRACE_EVENT_FORK || event == PTRACE_EVENT_VFORK) command->processes++;
        else if (event == PTRACE_EVENT_CLONE) command->threads++;
        else if (event == 0 && WSTOPSIG(status) != SIGSTOP && WSTOPSIG(status) != SIGTRAP) signal = WSTOPSIG(status);
        ptrace(PTRACE_CONT, stopped, NULL, (long)signal);
    }
    check(command, last);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The nearest rank of a sorted list. */
static double quantile(const double *sorted, int length, double part)
{
    return sorted[(int)(part * (length - 1) + 0.5)];
}

int main(int argc, char **argv)
{
    if (argc < 7) fail("usage: measure ROUNDS WARM-UP BASELINE -- NAME COMMAND...", NULL);
    int rounds = atoi(argv[1]), warm_up = atoi(argv[2]), null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    struct command *baseline = NULL;
    if (rounds < 1 || rounds > MAX_ROUNDS || warm_up < 0) fail("ROUNDS or WARM-UP out of range", NULL);

    for (int i = 4; i < argc;) {
        struct command *command = &commands[command_count];
        if (strcmp(argv[i++], "--") != 0 || i + 1 >= argc || ++command_count > MAX_COMMANDS) fail("expected -- NAME COMMAND", NULL);
        command->name = argv[i++];
        command->arguments = &argv[i];
        while (i < argc && strcmp(argv[i], "--") != 0) i++, command->count++;
        if (command->count == 0 || command->count > MAX_ARGUMENTS) fail("no command, or too many arguments", command->name);
        command->wall = calloc(rounds, sizeof(double));
        command->memory = calloc(rounds, sizeof(double));
        if (strcmp(command->name, argv[3]) == 0) baseline = command;
    }
    if (!baseline) fail("no command has the baseline's name", argv[3]);

    /* Round 0 counts, the next ones warm up (the simulator is compiled while it runs), the rest counts. */
    for (int c = 0; c < command_count; c++) {
        expand(&commands[c], 0);
        count(&commands[c], null);
    }
    for (int round = 1; round <= warm_up + rounds; round++)
        for (int c = 0; c < command_count; c++) {
            double wall, memory;
            expand(&commands[c], round);
            measure(&commands[c], null, &wall, &memory);
            if (round <= warm_up) continue;
            commands[c].wall[round - warm_up - 1] = wall;
            commands[c].memory[round - warm_up - 1] = memory;
        }

    double *ratios = calloc((size_t)rounds * command_count, sizeof(double));
    for (int c = 0; c < command_count; c++)
        for (int round = 0; round < rounds; round++) ratios[c * rounds + round] = baseline->wall[round] / commands[c].wall[round];
    for (int c = 0; c < command_count; c++) {
        struct command *command = &commands[c];
        qsort(command->wall, rounds, sizeof(double), ascending);
        qsort(command->memory, rounds, sizeof(double), ascending);
        qsort(&ratios[c * rounds], rounds, sizeof(double), ascending);
        printf("%s\t%.2f\t%.2f\t%.2f\t%.0f\t%d\t%d\t%.2f\n", command->name, quantile(command->wall, rounds, 0.5), quantile(command->wall, rounds, 0.1),
            quantile(command->wall, rounds, 0.9), quantile(command->memory, rounds, 0.5), command->processes, command->threads,
            quantile(&ratios[c * rounds], rounds, 0.5));
    }
    return 0;
}
