//! Reports of HID readers.

/// The longest track of MagTek's layout.
const ROOM: usize = 110;
/// The longest text in a packet of the MSR605X.
const PACKET: usize = 63;

/// A descriptor with one input report of so many vendor bytes, and feature reports of 64.
pub fn descriptor(bytes: u16) -> Vec<u8> {
    let [low, high] = bytes.to_le_bytes();
    let head = [0x06, 0x00, 0xFF, 0x09, 0x01, 0xA1, 0x01, 0x15, 0x00, 0x26, 0xFF, 0x00, 0x75, 0x08];
    let input = [0x96, low, high, 0x09, 0x20, 0x81, 0x02];
    let feature = [0x95, 0x40, 0x09, 0x21, 0xB1, 0x02, 0xC0];
    [&head[..], &input, &feature].concat()
}

/// The tracks of a swipe, each with its sentinels; empty for what was not sent.
fn tracks(swipe: &[u8]) -> [&[u8]; 3] {
    let track = |sentinel: u8| {
        let start = swipe.iter().position(|&byte| byte == sentinel)?;
        let track = swipe.get(start..)?;
        let end = track.iter().position(|&byte| byte == b'?').map_or(track.len(), |end| end + 1);
        track.get(..end)
    };
    [b'%', b';', b'+'].map(|sentinel| track(sentinel).unwrap_or_default())
}

/// MagTek's 337 bytes: three states, three lengths, the encoding, three tracks.
pub fn magtek(swipe: &[u8]) -> Vec<u8> {
    let tracks = tracks(swipe);
    let is_bad = tracks.map(|track| track.get(1) == Some(&b'E') && track.len() == 3);
    let sent = |(track, is_bad): (&[u8], bool)| if is_bad { Vec::new() } else { track.to_vec() };
    let sent: Vec<_> = tracks.into_iter().zip(is_bad).map(sent).collect();
    let mut report: Vec<u8> = is_bad.map(u8::from).to_vec();
    report.extend(sent.iter().map(|track| u8::try_from(track.len()).unwrap_or(u8::MAX)));
    report.push(0);
    for mut track in sent {
        track.resize(ROOM, 0);
        report.extend(track);
    }
    report
}

/// ID TECH's 509 bytes: as MagTek's, but with the length of the text and the text.
pub fn id_tech(swipe: &[u8]) -> Vec<u8> {
    let mut report: Vec<u8> = magtek(swipe).into_iter().take(7).collect();
    let length = u16::try_from(swipe.len()).unwrap_or_default();
    report.extend(length.to_le_bytes());
    report.extend(swipe);
    report.resize(509, 0);
    report
}

/// The packets of an MSR605X's answer to the command to read.
pub fn msr605x(swipe: &[u8]) -> Vec<Vec<u8>> {
    let [one, two, three] = tracks(swipe);
    let answer =
        [b"\x1bs\x1b\x01", one, b"\x1b\x02", two, b"\x1b\x03", three, b"?\x1c\x1b0"].concat();
    packets(&answer)
}

/// Any answer in packets: the head says which is the first, which the last, and the length.
pub fn packets(answer: &[u8]) -> Vec<Vec<u8>> {
    let count = answer.len().div_ceil(PACKET);
    let packet = |(place, text): (usize, &[u8])| {
        let first = if place == 0 { 0x80 } else { 0 };
        let last = if place + 1 == count { 0x40 } else { 0 };
        let length = u8::try_from(text.len()).unwrap_or_default();
        let mut packet = [&[first | last | length], text].concat();
        packet.resize(PACKET + 1, 0);
        packet
    };
    answer.chunks(PACKET).enumerate().map(packet).collect()
}
