//! Whose rights count: the station's user, where root asks on a machine that has one.

use std::fmt;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use rustix::fs::Access;

/// The name of the service's user.
const NAME: &str = "chargeonce";

/// Who is to read and write.
pub(super) enum User {
    /// Whoever runs this command.
    This,
    /// The service's user: what root may do says nothing of it.
    Service {
        /// Its number.
        id: u32,
        /// Its groups' numbers.
        groups: Vec<u32>,
    },
}

impl User {
    /// The service's user if root asks and there is one; else whoever asks.
    pub(super) fn of_the_station() -> Self {
        let read = |path| std::fs::read_to_string(path).unwrap_or_default();
        match rustix::process::geteuid().is_root() {
            true => Self::of_files(&read("/etc/passwd"), &read("/etc/group")),
            false => Self::This,
        }
    }

    /// From the texts of `passwd(5)` and `group(5)`.
    fn of_files(users: &str, groups: &str) -> Self {
        let fields = |line: &str| line.split(':').map(str::to_owned).collect::<Vec<_>>();
        let user = users.lines().map(fields).find(|user| user.first().is_some_and(|it| it == NAME));
        let number = |field: Option<&String>| field.and_then(|text| text.parse::<u32>().ok());
        let Some(user) = user else { return Self::This };
        let (Some(id), Some(own)) = (number(user.get(2)), number(user.get(3))) else {
            return Self::This;
        };
        let has = |members: &str| members.split(',').any(|member| member == NAME);
        let further = groups.lines().map(fields).filter_map(|group| {
            let is_member = group.get(3).is_some_and(|members| has(members));
            is_member.then(|| number(group.get(2))).flatten()
        });
        Self::Service { id, groups: std::iter::once(own).chain(further).collect() }
    }

    /// Whether it may read this file or device.
    pub(super) fn may_read(&self, path: &Path) -> io::Result<()> {
        self.may(path, Access::READ_OK)
    }

    /// Whether it may write this file or device.
    pub(super) fn may_write(&self, path: &Path) -> io::Result<()> {
        self.may(path, Access::WRITE_OK)
    }

    /// Whether it may make files in this directory, and the directory itself if need be. The error
    /// names what is in the way.
    pub(super) fn may_make_files_in(&self, directory: &Path) -> Result<(), String> {
        let there = directory.ancestors().find(|part| part.exists());
        let Some(there) = there else { return Ok(()) };
        let said = |why: &dyn fmt::Display| format!("{}: {why}", there.display());
        if !there.is_dir() {
            return Err(said(&"is no directory"));
        }
        self.may(there, Access::WRITE_OK | Access::EXEC_OK)
            .map_err(|why| said(&format_args!("{self} may not write there: {why}")))
    }

    fn may(&self, path: &Path, access: Access) -> io::Result<()> {
        let Self::Service { id, groups } = self else {
            return Ok(rustix::fs::access(path, access)?);
        };
        // The way there has to be passable, too.
        for part in path.ancestors().skip(1).filter(|part| !part.as_os_str().is_empty()) {
            allowed(*id, groups, part, Access::EXEC_OK)?;
        }
        allowed(*id, groups, path, access)?;
        // What root may not do either: a disk that is mounted read-only.
        Ok(rustix::fs::access(path, access)?)
    }
}

/// By the file's mode alone; access control lists are not looked at.
fn allowed(id: u32, groups: &[u32], path: &Path, access: Access) -> io::Result<()> {
    let found = std::fs::metadata(path)?;
    let shift = match () {
        () if found.uid() == id => 6,
        () if groups.contains(&found.gid()) => 3,
        () => 0,
    };
    let wanted = access.bits();
    if id == 0 || (found.mode() >> shift) & wanted == wanted {
        return Ok(());
    }
    Err(io::ErrorKind::PermissionDenied.into())
}

impl fmt::Display for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::This => "this user",
            Self::Service { .. } => "the user chargeonce",
        })
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    const USERS: &str = "root:x:0:0::/root:/bin/sh\nchargeonce:x:998:997::/:/usr/sbin/nologin\n";
    const GROUPS: &str = "root:x:0:\ndialout:x:20:desk,chargeonce\nlp:x:7:chargeonce-2\n";

    #[test]
    fn the_service_s_user_is_found_with_its_groups() {
        let User::Service { id, groups } = User::of_files(USERS, GROUPS) else { panic!("none") };
        assert_eq!((id, groups), (998, vec![997, 20]));
        assert!(matches!(User::of_files("root:x:0:0::/:/bin/sh\n", GROUPS), User::This));
        assert!(matches!(User::of_files("chargeonce:x:many\n", GROUPS), User::This));
    }

    #[test]
    fn what_root_may_do_says_nothing_of_the_service() {
        let directory = tempfile::tempdir().unwrap();
        let set = |mode| {
            let permissions = std::fs::Permissions::from_mode(mode);
            std::fs::set_permissions(directory.path(), permissions).unwrap();
        };
        let other = User::Service { id: u32::MAX - 7, groups: Vec::new() };
        set(0o777);
        assert!(other.may_make_files_in(&directory.path().join("a/b")).is_ok());
        set(0o700);
        let why = other.may_make_files_in(&directory.path().join("a/b")).unwrap_err();
        assert!(why.contains("the user chargeonce may not write there"), "{why}");
        assert!(User::This.may_make_files_in(directory.path()).is_ok());
    }

    #[test]
    fn nothing_is_made_below_a_file() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let why = User::This.may_make_files_in(&file.path().join("log")).unwrap_err();
        assert!(why.ends_with("is no directory"), "{why}");
    }
}
