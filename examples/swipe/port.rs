//! Where a reader is plugged in: a serial line made up, a HID device made up, or a device of
//! somebody else.

use std::fmt;
use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;

use rustix::pty::OpenptFlags;

use crate::uhid::Uhid;
use crate::{Kind, Options};

/// A plug.
pub enum Port {
    /// The device's end of a serial line, and a link to the other.
    Line {
        line: File,
        /// An open end keeps the line alive while no program has it.
        _kept: File,
        link: PathBuf,
    },
    /// A device of the kernel's.
    Uhid(Uhid),
    /// A device that exists without us.
    Node(File, PathBuf),
    /// Nothing.
    Unplugged,
}

impl Port {
    /// Plugs a reader in.
    ///
    /// # Errors
    /// Those of the system.
    pub fn plugged(options: &Options) -> io::Result<Self> {
        match (&options.onto, options.kind) {
            (Some(path), _) => {
                let node = File::options().write(true).open(path)?;
                Ok(Self::Node(node, path.clone()))
            }
            (None, Kind::Serial) => line(options.link.clone()),
            (None, kind) => Ok(Self::Uhid(Uhid::plugged(kind, options.usb.unwrap_or(kind.usb()))?)),
        }
    }

    /// Sends one piece of a swipe.
    ///
    /// # Errors
    /// Those of the device, and that there is none.
    pub fn send(&mut self, piece: &[u8]) -> io::Result<()> {
        match self {
            Self::Line { line, .. } => line.write_all(piece),
            Self::Uhid(device) => device.send(piece),
            Self::Node(node, _) => node.write_all(piece),
            Self::Unplugged => Err(io::Error::other("the reader is unplugged")),
        }
    }

    /// Pulls the reader out.
    ///
    /// # Errors
    /// Those of the system.
    pub fn unplug(self) -> io::Result<Self> {
        match self {
            Self::Line { link, .. } => std::fs::remove_file(link)?,
            Self::Uhid(device) => device.unplug()?,
            Self::Node(..) | Self::Unplugged => {}
        }
        Ok(Self::Unplugged)
    }
}

fn line(link: PathBuf) -> io::Result<Port> {
    let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
    let line = rustix::pty::openpt(flags)?;
    rustix::pty::grantpt(&line)?;
    rustix::pty::unlockpt(&line)?;
    let path = rustix::pty::ptsname(&line, Vec::new())?;
    let path = PathBuf::from(path.into_string().map_err(io::Error::other)?);
    let kept = File::options().read(true).write(true).open(&path)?;
    if link.is_symlink() {
        std::fs::remove_file(&link)?;
    }
    std::os::unix::fs::symlink(&path, &link)?;
    Ok(Port::Line { line: File::from(line), _kept: kept, link })
}

impl fmt::Display for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line { link, .. } => write!(f, "{}", link.display()),
            Self::Uhid(_) => f.write_str("A USB device"),
            Self::Node(_, path) => write!(f, "{}", path.display()),
            Self::Unplugged => f.write_str("Nothing"),
        }
    }
}
