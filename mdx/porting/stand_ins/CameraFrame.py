"""What a camera in space sees, as a mobject: a rectangle that also has angles."""

from manim import *


class CameraFrame(Rectangle):
    def __init__(self, camera):
        self.angles = np.zeros(3)
        self.field_of_view = 45 * DEGREES
        self.look = lambda frame: None
        super().__init__(width=config.frame_width, height=config.frame_height, stroke_width=0)

        def look(frame):
            theta, phi, gamma = frame.angles
            camera.set_theta(theta - PI / 2)
            camera.set_phi(phi)
            camera.set_gamma(gamma)
            camera.set_zoom(config.frame_height / frame.height)
            camera.set_focal_distance(frame.get_focal_distance())
            camera.frame_center = frame.get_center()

        self.look = look
        look(self)

    def apply_points_function_about_point(self, *args, **kwargs):
        super().apply_points_function_about_point(*args, **kwargs)
        self.look(self)
        return self

    def shift(self, *vectors):
        super().shift(*vectors)
        self.look(self)
        return self

    def rotate(self, angle, axis=OUT, **kwargs):
        turn = (
            np.array([axis[2], axis[0], 0]) if self.angles[1] else np.array([0, axis[0], axis[2]])
        )
        return self.set_angles(self.angles + angle * turn)

    def interpolate(self, start, end, alpha, path_func=None):
        super().interpolate(start, end, alpha, path_func or straight_path())
        return self.set_angles(interpolate(start.angles, end.angles, alpha))

    def become(self, mobject, **kwargs):
        super().become(mobject, **kwargs)
        return self.set_angles(mobject.angles.copy())

    def set_angles(self, angles):
        self.angles = np.array(angles, dtype=float)
        self.look(self)
        return self

    def set_euler_angles(self, theta=None, phi=None, gamma=None, units=1):
        given = zip((theta, phi, gamma), self.angles)
        return self.set_angles([old if new is None else new * units for new, old in given])

    def reorient(
        self, theta_degrees=None, phi_degrees=None, gamma_degrees=None, center=None, height=None
    ):
        self.set_euler_angles(theta_degrees, phi_degrees, gamma_degrees, DEGREES)
        if height is not None:
            self.scale_to_fit_height(height)
        if center is not None:
            self.move_to(np.array(center))
        return self

    def set_theta(self, theta):
        return self.set_euler_angles(theta=theta)

    def set_phi(self, phi):
        return self.set_euler_angles(phi=phi)

    def set_gamma(self, gamma):
        return self.set_euler_angles(gamma=gamma)

    def increment_theta(self, dtheta, units=1):
        return self.set_angles(self.angles + np.array([dtheta, 0, 0]) * units)

    def increment_phi(self, dphi, units=1):
        return self.set_angles(self.angles + np.array([0, dphi, 0]) * units)

    def increment_gamma(self, dgamma, units=1):
        return self.set_angles(self.angles + np.array([0, 0, dgamma]) * units)

    def get_euler_angles(self):
        return self.angles.copy()

    def get_theta(self):
        return self.angles[0]

    def get_phi(self):
        return self.angles[1]

    def get_gamma(self):
        return self.angles[2]

    def to_default_state(self):
        self.scale_to_fit_height(config.frame_height)
        self.move_to(ORIGIN)
        return self.set_angles(np.zeros(3))

    def make_orientation_default(self):
        return self

    def add_ambient_rotation(self, angular_speed=1 * DEGREES):
        return self.add_updater(lambda m, dt: m.increment_theta(angular_speed * dt))

    def set_field_of_view(self, field_of_view):
        self.field_of_view = field_of_view
        return self.set_angles(self.angles)

    def set_focal_distance(self, focal_distance):
        return self.set_field_of_view(2 * np.arctan(0.5 * self.height / focal_distance))

    def get_focal_distance(self):
        return 0.5 * self.height / np.tan(0.5 * self.field_of_view)

    def get_implied_camera_location(self):
        theta, phi, _ = self.angles
        away = np.array([np.sin(phi) * np.sin(theta), -np.sin(phi) * np.cos(theta), np.cos(phi)])
        return self.get_center() + self.get_focal_distance() * away
