"""The seccomp policy as data, to be read and reviewed: what a worker may not ask the kernel for, and why.

Numbers are (x86_64, aarch64); None where the architecture has no such call.
"""

from __future__ import annotations

Numbers = tuple[int | None, int | None]

# Answered with EPERM.
DENIED: dict[str, dict[str, Numbers]] = {
    "network: nothing to send what was read to": {
        "socket": (41, 198), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201), "accept": (43, 202),
        "accept4": (288, 242),
    },
    "other programs: no shell, no tool of the machine": {"execve": (59, 221), "execveat": (322, 281)},
    "other processes: no looking in, no taking descriptors, no signals": {
        "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
        "pidfd_open": (434, 434), "pidfd_getfd": (438, 438), "pidfd_send_signal": (424, 424), "kill": (62, 129),
        "tkill": (200, 130), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
        "process_madvise": (440, 440), "process_mrelease": (448, 448), "move_pages": (279, 239),
        "migrate_pages": (256, 238),
    },
    "other processes: no slowing them down": {
        "setpriority": (141, 140), "sched_setscheduler": (144, 119), "sched_setparam": (142, 118),
        "sched_setattr": (314, 274), "ioprio_set": (251, 30),
        "setsid": (112, 157),  # each session has a share of the processor of its own: a hundred would starve all others
    },
    "mounts and namespaces: the walls themselves": {
        "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "unshare": (272, 97),
        "setns": (308, 268), "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430),
        "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433), "mount_setattr": (442, 442),
        "open_tree_attr": (467, 467), "listmount": (458, 458), "statmount": (457, 457),
    },
    "kernel surface that exercises never need and exploits often do": {
        "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218), "bpf": (321, 280),
        "perf_event_open": (298, 241), "userfaultfd": (323, 282), "io_uring_setup": (425, 425),
        "io_uring_enter": (426, 426), "io_uring_register": (427, 427), "kexec_load": (246, 104),
        "kexec_file_load": (320, 294), "init_module": (175, 105), "finit_module": (313, 273),
        "delete_module": (176, 106), "open_by_handle_at": (304, 265), "name_to_handle_at": (303, 264),
        "personality": (135, 92), "fanotify_init": (300, 262), "lookup_dcookie": (212, 18), "nfsservctl": (180, 42),
        "memfd_secret": (447, 447), "mknod": (133, None), "mknodat": (259, 33), "vhangup": (153, 58),
        "modify_ldt": (154, None), "uselib": (134, None),
    },
    "the machine's own settings": {
        "reboot": (169, 142), "swapon": (167, 224), "swapoff": (168, 225), "settimeofday": (164, 170),
        "clock_settime": (227, 112), "clock_adjtime": (305, 266), "adjtimex": (159, 171), "quotactl": (179, 60),
        "quotactl_fd": (443, 443), "acct": (163, 89), "syslog": (103, 116), "sethostname": (170, 161),
        "setdomainname": (171, 162), "ioperm": (173, None), "iopl": (172, None),
    },
    "memory that outlives the process, or is somebody else's": {
        "shmget": (29, 194), "shmat": (30, 196), "shmctl": (31, 195), "semget": (64, 190), "semop": (65, 193),
        "semctl": (66, 191), "semtimedop": (220, 192), "msgget": (68, 186), "msgsnd": (69, 189), "msgrcv": (70, 188),
        "msgctl": (71, 187), "mq_open": (240, 180), "mq_unlink": (241, 181),
    },
}  # fmt: skip

# Answered with EPERM where no mount namespace stands: Landlock guards no modes, owners and times of files.
DENIED_ON_SHARED_FILES: dict[str, Numbers] = {
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452), "chown": (92, None),
    "fchown": (93, 55), "lchown": (94, None), "fchownat": (260, 54), "utime": (132, None), "utimes": (235, None),
    "futimesat": (261, None), "utimensat": (280, 88), "setxattr": (188, 5), "lsetxattr": (189, 6),
    "fsetxattr": (190, 7), "setxattrat": (463, 463), "removexattr": (197, 14), "lremovexattr": (198, 15),
    "fremovexattr": (199, 16), "removexattrat": (466, 466), "truncate": (76, 45), "file_setattr": (469, 469),
}  # fmt: skip

# Answered with ENOSYS, so that libraries fall back to the older call, whose arguments can be looked at.
# memfd_create's memory is counted by no limit of a process: libraries fall back to files, which are.
ABSENT: dict[str, Numbers] = {"clone3": (435, 435), "openat2": (437, 437), "memfd_create": (319, 279)}

LAST_KNOWN = 470  # a call that is newer than this list is answered with ENOSYS

# Calls that are looked at more closely: seccomp.py says how.
CLONE: Numbers = (56, 220)
CLONE_NAMESPACES = 0x7E020000 | 0x80  # every CLONE_NEW* flag
TGKILL: Numbers = (234, 131)  # what raise() and abort() use: allowed on oneself
PRLIMIT: Numbers = (302, 261)  # would set the limits of any process of the same user: allowed on oneself
AFFINITY: Numbers = (203, 122)  # sched_setaffinity: the same
PRCTL: Numbers = (157, 167)
PRCTL_DENIED = {"PR_SET_PDEATHSIG (would outlive the zygote)": 1}
IOCTL: Numbers = (16, 29)
IOCTL_DENIED = {"TIOCSTI (types into the terminal)": 0x5412, "TIOCLINUX": 0x541C}
SOCKETPAIR: Numbers = (53, 199)
SOCKET_TYPE_BITS = 0xF
LOCAL_FAMILY = 1
# CUDA's driver opens a local socket under a name of its own, seen in its network namespace alone, and looks for a server that
# it does without: with a GPU these calls are let through for that kind of socket, and a connection finds nobody.
SOCKET: Numbers = (41, 198)
CONNECT: Numbers = (42, 203)
GPU_CALLS = frozenset({"socket", "bind", "listen", "connect"})
SOCKET_TYPES = {"SOCK_STREAM": 1, "SOCK_SEQPACKET": 5}  # a datagram socket could be sent from to any socket with a name
OPEN: Numbers = (2, None)
OPENAT: Numbers = (257, 56)
TRUNCATE_BITS, TRUNCATE_READ_ONLY = 0o1003, 0o1000  # O_RDONLY|O_TRUNC empties a file past Landlock before ABI 3

ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
X32_BIT = 0x40000000
