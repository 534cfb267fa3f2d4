/* Loaded into PostgreSQL ahead of the C library: while the file that FULL_DISK names is there, the
 * disk is full. As on a real one, what stands in a file can be overwritten and nothing can grow.
 * What it says on its standard error goes elsewhere. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static int refuses(int fd, off64_t end) {
    const char *flag = getenv("FULL_DISK");
    struct stat64 file;
    if (fd == STDERR_FILENO || !flag || access(flag, F_OK) != 0 || fstat64(fd, &file) != 0) return 0;
    if (!S_ISREG(file.st_mode) || end <= file.st_size) return 0;
    errno = ENOSPC;
    return 1;
}

static off64_t length(const struct iovec *parts, int count) {
    off64_t bytes = 0;
    for (int i = 0; i < count; i++) bytes += parts[i].iov_len;
    return bytes;
}

#define REAL(name, type, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

ssize_t write(int fd, const void *from, size_t bytes) {
    REAL("write", ssize_t, int, const void *, size_t);
    off64_t at = lseek64(fd, 0, SEEK_CUR);
    return at >= 0 && refuses(fd, at + bytes) ? -1 : real(fd, from, bytes);
}

ssize_t pwrite64(int fd, const void *from, size_t bytes, off64_t at) {
    REAL("pwrite64", ssize_t, int, const void *, size_t, off64_t);
    return refuses(fd, at + bytes) ? -1 : real(fd, from, bytes, at);
}

ssize_t pwrite(int fd, const void *from, size_t bytes, off_t at) {
    return pwrite64(fd, from, bytes, at);
}

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at) {
    REAL("pwritev64", ssize_t, int, const struct iovec *, int, off64_t);
    return refuses(fd, at + length(parts, count)) ? -1 : real(fd, parts, count, at);
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) {
    return pwritev64(fd, parts, count, at);
}

int posix_fallocate64(int fd, off64_t from, off64_t bytes) {
    REAL("posix_fallocate64", int, int, off64_t, off64_t);
    return refuses(fd, from + bytes) ? ENOSPC : real(fd, from, bytes);
}

int posix_fallocate(int fd, off_t from, off_t bytes) {
    return posix_fallocate64(fd, from, bytes);
}
